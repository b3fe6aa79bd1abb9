# style: bare
# status: 1
# An operand of `and` whose truth nobody can tell, in the midst of an expression of several lines.
x = np.arange(3.0)
print(len(x) and parsum(x), 0 or parsum(x * 2))
y = [1, (len(x) and
         parsum(x) and  # so far it is true
         x + parsum(x) and
         parsum(x))]
