"""Static pictures, tables and pages made from the model: what print and a screen reader get."""
