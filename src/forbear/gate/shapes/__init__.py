"""The columns of the frames, and a frame brought into that shape column by column."""
