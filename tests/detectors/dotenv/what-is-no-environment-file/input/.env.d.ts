declare const A: string
