export declare const ANTHROPIC_SHAPES_FILE: string;
export declare function generateAnthropicShapes(): string;
