#!/usr/bin/env node
// A committed file, so that npm links the command before anything is built.
void import('../dist/doctor/main.js');
