// Silicon: see Specs/Architecture.md
