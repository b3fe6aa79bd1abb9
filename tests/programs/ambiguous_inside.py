# style: bare
# status: 1
# The same inside another operand: the error names the inner expression alone.
x = np.arange(3.0)
print([len(x) and (0 or parsum(x)), 1 < 2 < (0 or parsum(x))])
y = False or (x or sort(x))[:]
