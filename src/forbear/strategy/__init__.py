"""What to try next: treatment paths, planning and capacity.

It proposes. It cannot send, it cannot see a permit being made, and a proposal of its own making is worth
nothing until the gate has allowed it.
"""
