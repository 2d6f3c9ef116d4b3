# expect: fault=time_limit
# says: __main__
while True:
    pass
