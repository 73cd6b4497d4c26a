"""What a looker is shown: scenes come in; places, tiles and moments for the parts sheet go out."""
