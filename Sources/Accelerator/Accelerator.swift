// Accelerator: see Specs/Architecture.md
