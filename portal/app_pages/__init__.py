"""The pages, one file each: guard, read, call, show. A package only so that the layers can be checked."""
