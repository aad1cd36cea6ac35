"""Two accounts of one organization, a trail bucket, and resources that name roles: for moto_server.

Prints the numbers of both, the management account's first. Seeded with boto3, so that nothing of ours checks itself.
"""
import datetime
import gzip
import hashlib
import json
import sys

import boto3

ENDPOINT = sys.argv[1]


def client(service, session=None, region="us-east-1"):
    keys = session or {"aws_access_key_id": "test", "aws_secret_access_key": "test"}
    return boto3.client(service, endpoint_url=ENDPOINT, region_name=region, **keys)


def enter(account):
    arn = f"arn:aws:iam::{account}:role/leastwise-collector"
    found = client("sts").assume_role(RoleArn=arn, RoleSessionName="seed")["Credentials"]
    return {
        "aws_access_key_id": found["AccessKeyId"],
        "aws_secret_access_key": found["SecretAccessKey"],
        "aws_session_token": found["SessionToken"],
    }


def policy(*actions, effect="Allow", **more):
    statement = {"Effect": effect, "Action": list(actions), "Resource": "*", **more}
    return json.dumps({"Version": "2012-10-17", "Statement": [statement]})


MANAGEMENT = client("sts").get_caller_identity()["Account"]

TRUST = json.dumps({
    "Version": "2012-10-17",
    "Statement": [{"Effect": "Allow", "Principal": {"Service": ["lambda.amazonaws.com", "ec2.amazonaws.com", "ecs-tasks.amazonaws.com"]}, "Action": "sts:AssumeRole"}],
})

organizations = client("organizations")
organization = organizations.create_organization(FeatureSet="ALL")["Organization"]["Id"]
root = organizations.list_roots()["Roots"][0]["Id"]
unit = organizations.create_organizational_unit(ParentId=root, Name="harbour")["OrganizationalUnit"]["Id"]
member = organizations.create_account(Email="docks@example.com", AccountName="docks")["CreateAccountStatus"]["AccountId"]
organizations.move_account(AccountId=member, SourceParentId=root, DestinationParentId=unit)
for kind in ("SERVICE_CONTROL_POLICY", "RESOURCE_CONTROL_POLICY"):
    organizations.enable_policy_type(RootId=root, PolicyType=kind)
scp = organizations.create_policy(Type="SERVICE_CONTROL_POLICY", Name="no-sqs-delete", Description="", Content=policy("sqs:DeleteQueue", effect="Deny"))
organizations.attach_policy(PolicyId=scp["Policy"]["PolicySummary"]["Id"], TargetId=unit)
rcp = organizations.create_policy(Type="RESOURCE_CONTROL_POLICY", Name="own-organization", Description="", Content=json.dumps({"Version": "2012-10-17", "Statement": [{"Effect": "Deny", "Principal": "*", "Action": "s3:*", "Resource": "*", "Condition": {"BoolIfExists": {"aws:SecureTransport": "false"}}}]}))
organizations.attach_policy(PolicyId=rcp["Policy"]["PolicySummary"]["Id"], TargetId=root)
acl = organizations.create_policy(Type="RESOURCE_CONTROL_POLICY", Name="no-acl", Description="", Content=json.dumps({"Version": "2012-10-17", "Statement": [{"Sid": "NoAcl", "Effect": "Deny", "Principal": "*", "Action": "s3:GetBucketAcl", "Resource": "*"}]}))
organizations.attach_policy(PolicyId=acl["Policy"]["PolicySummary"]["Id"], TargetId=unit)
organizations.register_delegated_administrator(AccountId=member, ServicePrincipal="guardduty.amazonaws.com")


def seed_identities(account, session):
    iam = client("iam", session)
    boundary = iam.create_policy(PolicyName="edge", PolicyDocument=policy("sqs:*", "s3:*"))["Policy"]["Arn"]
    shared = iam.create_policy(PolicyName="shared", Path="/team/", PolicyDocument=policy("sqs:*"))["Policy"]["Arn"]
    iam.create_policy_version(PolicyArn=shared, PolicyDocument=policy("sqs:ListQueues", "sqs:DeleteQueue"), SetAsDefault=True)
    iam.create_role(RoleName="worker", Path="/team/", AssumeRolePolicyDocument=TRUST, PermissionsBoundary=boundary)
    iam.attach_role_policy(RoleName="worker", PolicyArn=shared)
    iam.create_role(RoleName="idle", AssumeRolePolicyDocument=TRUST)
    iam.put_role_policy(RoleName="idle", PolicyName="inline", PolicyDocument=policy("sqs:ListQueues"))
    iam.create_instance_profile(InstanceProfileName="idle")
    iam.add_role_to_instance_profile(InstanceProfileName="idle", RoleName="idle")
    iam.create_group(GroupName="crew")
    iam.attach_group_policy(GroupName="crew", PolicyArn="arn:aws:iam::aws:policy/ReadOnlyAccess")
    iam.create_user(UserName="mara")
    iam.add_user_to_group(GroupName="crew", UserName="mara")
    iam.create_access_key(UserName="mara")
    iam.create_login_profile(UserName="mara", Password="not-a-secret-1A!")
    device = iam.create_virtual_mfa_device(VirtualMFADeviceName="mara")["VirtualMFADevice"]["SerialNumber"]
    iam.enable_mfa_device(UserName="mara", SerialNumber=device, AuthenticationCode1="123456", AuthenticationCode2="654321")
    return {role["RoleName"]: role for role in iam.list_roles()["Roles"]}


def seed_resources(account, session):
    worker = f"arn:aws:iam::{account}:role/team/worker"
    named = {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Principal": {"AWS": worker}, "Action": "*", "Resource": "*"}]}
    s3 = client("s3", session)
    s3.create_bucket(Bucket=f"cargo-{account}")
    s3.put_bucket_policy(Bucket=f"cargo-{account}", Policy=json.dumps(named))
    key = client("kms", session).create_key(Policy=json.dumps(named))["KeyMetadata"]["KeyId"]
    client("kms", session).create_grant(KeyId=key, GranteePrincipal=worker, Operations=["Decrypt"])
    client("sqs", session).create_queue(QueueName="berths", Attributes={"Policy": json.dumps(named)})
    topic = client("sns", session).create_topic(Name="tides")["TopicArn"]
    client("sns", session).set_topic_attributes(TopicArn=topic, AttributeName="Policy", AttributeValue=json.dumps(named))
    secret = client("secretsmanager", session).create_secret(Name="harbour-key", SecretString="do-not-write-this")["ARN"]
    client("secretsmanager", session).put_resource_policy(SecretId=secret, ResourcePolicy=json.dumps(named))
    ecr = client("ecr", session)
    ecr.create_repository(repositoryName="crane")
    ecr.set_repository_policy(repositoryName="crane", policyText=json.dumps(named))
    client("lambda", session).create_function(FunctionName="unload", Runtime="python3.12", Role=worker, Handler="a.b", Code={"ZipFile": b"x"}, Environment={"Variables": {"TOKEN": "do-not-write-this"}})
    ecs = client("ecs", session)
    ecs.create_cluster(clusterName="quay")
    ecs.register_task_definition(family="lift", taskRoleArn=worker, containerDefinitions=[{"name": "lift", "image": "lift", "memory": 64, "environment": [{"name": "TOKEN", "value": "do-not-write-this"}]}])


now = datetime.datetime.now(datetime.timezone.utc)
s3 = client("s3")
s3.create_bucket(Bucket="harbour-trail")
s3.put_bucket_policy(Bucket="harbour-trail", Policy=json.dumps({"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Principal": {"Service": "cloudtrail.amazonaws.com"}, "Action": "s3:*", "Resource": ["arn:aws:s3:::harbour-trail", "arn:aws:s3:::harbour-trail/*"]}]}))
trail = client("cloudtrail")
trail.create_trail(Name="harbour", S3BucketName="harbour-trail", IsMultiRegionTrail=True, EnableLogFileValidation=True)
trail.start_logging(Name="harbour")


def seed_logs(account, roles, days, root):
    worker = roles["worker"]
    for n in range(days):
        at = now - datetime.timedelta(days=n, hours=1)
        issuer = {"type": "Role", "principalId": worker["RoleId"], "arn": worker["Arn"], "accountId": account, "userName": "worker"}
        record = {
            "eventVersion": "1.11", "eventID": f"{account}-{n}", "eventTime": at.strftime("%Y-%m-%dT%H:%M:%SZ"),
            "eventSource": "sqs.amazonaws.com", "eventName": "ListQueues", "awsRegion": "us-east-1", "readOnly": True,
            "managementEvent": True, "eventType": "AwsApiCall", "eventCategory": "Management", "recipientAccountId": account,
            "requestParameters": None, "responseElements": None,
            "userIdentity": {"type": "AssumedRole", "principalId": worker["RoleId"] + ":s", "arn": f"arn:aws:sts::{account}:assumed-role/worker/s", "accountId": account, "sessionContext": {"sessionIssuer": issuer}},
        }
        day = at.strftime("%Y/%m/%d")
        body = json.dumps({"Records": [record]}).encode()
        log = f"AWSLogs/{root}{account}/CloudTrail/us-east-1/{day}/{account}_CloudTrail_us-east-1_{at:%Y%m%dT%H%MZ}_q{n}.json.gz"
        s3.put_object(Bucket="harbour-trail", Key=log, Body=gzip.compress(body))
        digest = {
            "awsAccountId": account, "digestStartTime": at.strftime("%Y-%m-%dT%H:00:00Z"), "digestEndTime": at.strftime("%Y-%m-%dT%H:59:59Z"),
            "digestS3Bucket": "harbour-trail", "digestPublicKeyFingerprint": "0" * 32, "digestSignatureAlgorithm": "SHA256withRSA",
            "previousDigestSignature": None, "previousDigestS3Bucket": None, "previousDigestS3Object": None, "previousDigestHashValue": None, "previousDigestHashAlgorithm": None,
            "logFiles": [{"s3Bucket": "harbour-trail", "s3Object": log, "hashValue": hashlib.sha256(body).hexdigest(), "hashAlgorithm": "SHA-256", "newestEventTime": record["eventTime"], "oldestEventTime": record["eventTime"]}],
        }
        name = f"AWSLogs/{root}{account}/CloudTrail-Digest/us-east-1/{day}/{account}_CloudTrail-Digest_us-east-1_harbour_us-east-1_{at:%Y%m%dT%H%M%SZ}.json.gz"
        digest["digestS3Object"] = name
        s3.put_object(Bucket="harbour-trail", Key=name, Body=gzip.compress(json.dumps(digest).encode()), Metadata={"signature": "00", "signature-algorithm": "SHA256withRSA"})


for account in (MANAGEMENT, member):
    session = None if account == MANAGEMENT else enter(account)
    # As a trail of the account itself delivers, and as one of the organization does.
    root = "" if account == MANAGEMENT else f"{organization}/"
    seed_logs(account, seed_identities(account, session), 4, root)
    seed_resources(account, session)

print(MANAGEMENT, member)
