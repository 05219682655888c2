"""The laws, on generated studios. (A package, so that its modules may have their tests' names.)"""
