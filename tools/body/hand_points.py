"""MediaPipe's 21 hand points by name; nothing comes in."""

# Structure: four points a finger from the thumb on, knuckle to tip, after the wrist.
WRIST = 0
FIRST_KNUCKLE, MIDDLE_KNUCKLE, LAST_KNUCKLE = 5, 9, 17
MIDDLE_TIP = 12
