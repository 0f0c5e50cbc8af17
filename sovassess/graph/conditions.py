from sovassess.rubric.conditions import *  # temporary
from sovassess.rubric.conditions import AttestationInput, Policy, ConditionError, check_selector, matches_any
