"""AnBao 安保: a bank's security-assurance campaigns, from duty to proof.

The floors, top to bottom; imports point down only (held by import-linter, see pyproject.toml):

project   settings, urls, command line, base templates: the only place that knows every package
demo      the 2022 campaign, replayed through the same actions users take
command   the command post: map, wall, incidents, reports
nets      the five nets
senses    alarms and cameras
loom      campaigns, tasks, findings, records, holes
org       institutions, areas, devices, posts, people
kit       machinery without a bank word in it
engines   pure Python: problems in, results out
"""
