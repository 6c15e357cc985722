"""A plug-in whose import never ends, and prints all the time."""

while True:
    print("still here" * 100)
