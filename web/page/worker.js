"use strict";
// The engine in a worker of its own.
self.onmessage = () => {};
