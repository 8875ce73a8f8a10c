"""moto calls the root of each S3 document after its operation; S3's have names of their own, and clients look for them.

pyarrow, built on the SDK for C++, takes a CompleteMultipartUploadResponse for a failure.
Source: the response syntax of each operation in the S3 API reference.
"""

ROOTS = {
    "CompleteMultipartUpload": "CompleteMultipartUploadResult",
    "CreateMultipartUpload": "InitiateMultipartUploadResult",
    "CreateSession": "CreateSessionResult",
    "DeleteObjects": "DeleteResult",
    "GetBucketAccelerateConfiguration": "AccelerateConfiguration",
    "GetBucketAcl": "AccessControlPolicy",
    "GetBucketCors": "CORSConfiguration",
    "GetBucketLifecycle": "LifecycleConfiguration",
    "GetBucketLifecycleConfiguration": "LifecycleConfiguration",
    "GetBucketLocation": "LocationConstraint",
    "GetBucketLogging": "BucketLoggingStatus",
    "GetBucketNotification": "NotificationConfiguration",
    "GetBucketNotificationConfiguration": "NotificationConfiguration",
    "GetBucketRequestPayment": "RequestPaymentConfiguration",
    "GetBucketTagging": "Tagging",
    "GetBucketVersioning": "VersioningConfiguration",
    "GetBucketWebsite": "WebsiteConfiguration",
    "GetObjectAcl": "AccessControlPolicy",
    "GetObjectTagging": "Tagging",
    "ListBucketAnalyticsConfigurations": "ListBucketAnalyticsConfigurationResult",
    "ListBucketIntelligentTieringConfigurations": "ListBucketIntelligentTieringConfigurationsOutput",
    "ListBucketInventoryConfigurations": "ListInventoryConfigurationsResult",
    "ListBucketMetricsConfigurations": "ListMetricsConfigurationsResult",
    "ListBuckets": "ListAllMyBucketsResult",
    "ListMultipartUploads": "ListMultipartUploadsResult",
    "ListObjects": "ListBucketResult",
    "ListObjectsV2": "ListBucketResult",
    "ListObjectVersions": "ListVersionsResult",
    "ListParts": "ListPartsResult",
}


def install() -> None:
    from moto.core.serialize import S3Serializer
    from moto.moto_server.utilities import RegexConverter

    plain = S3Serializer._serialize_body

    def serialize_body(self, body):
        name = self.operation_model.name
        content = body.get(f"{name}Response")
        if name in ROOTS and content is not None:
            if name == "GetBucketLocation":
                # The root itself holds the region; none where it is us-east-1.
                text = (content.get("body") or {}).get("#text") or content.get("LocationConstraint")
                content = {key: value for key, value in content.items() if key.startswith("@")}
                if text:
                    content["#text"] = text
            body = {ROOTS[name]: content}
        return plain(self, body)

    S3Serializer._serialize_body = serialize_body

    converter = RegexConverter.__init__

    def convert(self, url_map, *items):
        converter(self, url_map, *items)
        # A key may hold line feeds, which "." leaves out.
        self.regex = f"(?s:{self.regex})"

    RegexConverter.__init__ = convert
