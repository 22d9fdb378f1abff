"""The demo: the 2022 campaign, replayed through the same actions users take, with a fixed seed and a moved clock."""
