"""Somebody with eyes looks: sheets and questions go to a looker, their answers come back and are judged."""
