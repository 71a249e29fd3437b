// The report's own script stands before the modules of the page.
declare function enliven(root: any, words: any): void;
