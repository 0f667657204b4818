"""How nbgrader scores what was handed in. Everything here reads data; nothing runs a student's code."""
