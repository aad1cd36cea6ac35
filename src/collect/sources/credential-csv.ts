/** Is a text an IAM credential report? Source: IAM User Guide, "Getting credential reports". */
const HEADER = /^\uFEFF?user,arn,user_creation_time,/;

export function isCredentialReport(text: string): boolean {
  return HEADER.test(text);
}
