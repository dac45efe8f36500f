// Agreement: see Specs/Architecture.md
