"""What a learner touches: widgets. They hold no rule of the subject; they ask the model and show what it says."""
