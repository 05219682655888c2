"""The laws, on generated houses. (A package, so that its modules may have their tests' names.)"""
