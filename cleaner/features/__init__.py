"""Documents to numbers, whole arrays at a time. Nothing here knows points, bars or verdicts."""
