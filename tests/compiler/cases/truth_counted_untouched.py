from dino import parsum


class Answer:
    def __init__(self, value):
        self.value = value

    def __lt__(self, other):
        return Answer(self.value)

    def __bool__(self):
        print("asked", self.value)
        return self.value


x = [3.0, 1.0]
for yes, no in [(Answer(True), Answer(False)), (Answer(False), Answer(True))]:
    if no < yes < parsum(x):
        print("if")
    print(((yes and no) or parsum(x)) is no, ((yes and parsum(x)) or no) is no)
    print(((yes if no else (yes or no)) and parsum(x)) is yes)
