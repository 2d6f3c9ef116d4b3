# expect: 0 fault=time_limit
while True:
    pass
