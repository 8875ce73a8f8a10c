"""moto keeps a bucket's tags when the bucket goes, and gives them to the next one of its name."""


def install() -> None:
    from moto.s3.models import S3Backend

    plain = S3Backend.delete_bucket

    def delete_bucket(self, bucket_name):
        gone = plain(self, bucket_name)
        if gone is not None:
            self.tagger.delete_all_tags_for_resource(gone.arn)
        return gone

    S3Backend.delete_bucket = delete_bucket
