// Appraisal: see Specs/Architecture.md
