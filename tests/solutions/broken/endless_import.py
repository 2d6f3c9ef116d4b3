# expect: fault=time_limit
while True:
    pass
