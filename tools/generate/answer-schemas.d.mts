export declare const ANSWER_SCHEMAS_FILE: string;
export declare function generateAnswerSchemas(): string;
