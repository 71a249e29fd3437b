// What the page knows.

export const state = { language: document.documentElement.lang };
