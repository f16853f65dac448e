#!/usr/bin/env node
// Placeholder entry: replaced when the commands land.
export {};
