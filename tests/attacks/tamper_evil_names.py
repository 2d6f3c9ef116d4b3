# tamper | names in the module that are no text | exception | no control: a grader that never lists names does not meet them
globals()[1] = globals()[None] = lambda: None
class Meta(type):
    def __instancecheck__(self, other):
        raise RuntimeError
    def __getattribute__(self, name):
        raise RuntimeError
class Affine(metaclass=Meta):
    pass
