/** The official clients that judge, and an S3 server for presigned URLs. */
export const PYTHON_PACKAGES: readonly string[] = ['lakefs==0.16.0', 'lakefs-sdk==1.88.0', 'boto3==1.44.5', 'moto[server]==5.2.5'];
