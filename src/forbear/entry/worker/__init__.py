"""The worker: takes planned contacts in order, asks the gate again, sends under a permit, hears the answers.

It sends nothing for which the second answer of the gate is not a permit, and it never repeats a send whose
end it does not know.
"""
