// Wire: see Specs/Architecture.md
