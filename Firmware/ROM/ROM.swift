// ROM: see Specs/Architecture.md
