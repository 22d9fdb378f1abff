"""My tasks: what a person has to do now, what is late, what comes next. Phone first.

Words
    section    late, now, next, done today; a task stands in exactly one
    quick      "✓ all in order" files the kind's defaults after a second, confirming tap
    place list what a place still has to do, for those who assign or file for others there

Rules
    1. A person always sees his own tasks; a place's tasks are for holders of task.assign or record.file_for whose
       reach covers the place.
    2. Only a kind that says ``quick`` and wants one signature can be filed with two taps; everything else opens the form.
    3. What the quick filing lacks (a photo, a licence) leads to the form with the fault said at its field.
    4. Lists go page by page by key (deadline, id), so they cost the same at ten million tasks.
"""
