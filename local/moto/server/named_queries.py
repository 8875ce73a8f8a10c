"""moto makes named queries of Athena and cannot delete them."""


def install() -> None:
    from moto.athena.responses import AthenaResponse

    if hasattr(AthenaResponse, "delete_named_query"):
        return

    def delete_named_query(self) -> str:
        self.athena_backend.named_queries.pop(self._get_param("NamedQueryId"), None)
        return "{}"

    AthenaResponse.delete_named_query = delete_named_query
