"""Records of many questions: whether one is in force, the number it states, its days."""
