"""The bench: filled worlds of 10^4, 10^5 and 10^6 facts, and one table of what the portal takes in them.

Run by `./bench`; what each measure means stands in docs/performance.md. Nothing of the portal imports this package.
"""
