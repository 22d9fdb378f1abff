"""The invented staff: what they do, when, and what they write; every deed goes through the real actions.

Words
    duty      a task as the staff see it: what, where, by when
    intent    when a person will work a duty, if at all; drawn from the seed and the duty's stable name, so that a
              replay that was stopped draws the same again
    agenda    the intents ahead, by moment
    party     the inspectors of the unannounced tour, who know a stop only once they have opened it
    story     the dated scenes that the source report or the eve of the opening wants (data/story.yaml)

Rules
    1. No back door: records, findings, excuses, sweeps are the actions that users and jobs take.
    2. Behaviour follows the record kind's descriptor; what is special to a kind stands in data/forms.yaml.
    3. Nobody works before a duty opens, signs without the licence it wants, or verifies what he owns.
"""
