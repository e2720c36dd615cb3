"""Stories: what happens on a farm, told as timelines, and what people hear of it."""
