// For tests: a Terraform root with a REST API from an OpenAPI body, and the function behind it.

/** Answers with the event it got; some paths make it fail. The same function is the authorizer. */
export const HANDLER = `
let asked = 0;
export const handler = async (event) => {
  if (event.type === "TOKEN") {
    if (event.authorizationToken === "nobody") throw new Error("Unauthorized");
    const Effect = event.authorizationToken === "allow" ? "Allow" : "Deny";
    const Statement = [{ Action: "execute-api:Invoke", Effect, Resource: event.methodArn }];
    return { principalId: "ann", context: { number: 7, asked: ++asked }, policyDocument: { Version: "2012-10-17", Statement } };
  }
  if (event.type === "REQUEST") {
    const Statement = [{ Action: "execute-api:Invoke", Effect: "Allow", Resource: event.methodArn.replace(/prod.*/, "prod/*") }];
    const known = event.queryStringParameters.who === "ann";
    return { principalId: "ann", context: { path: event.path }, policyDocument: { Version: "2012-10-17", Statement: known ? Statement : [] } };
  }
  if (event.path === "/open/malformed") return { status: 200 };
  if (event.path === "/open/throw") throw new Error("no");
  if (event.path === "/late") await new Promise((resolve) => setTimeout(resolve, 3000));
  if (event.path === "/binary") return { statusCode: 200, headers: { "Content-Type": "application/octet-stream" }, body: event.body, isBase64Encoded: event.isBase64Encoded };
  return {
    statusCode: 201,
    headers: { "X-From": "handler", ...(event.httpMethod === "POST" && { "Access-Control-Allow-Origin": "https://app.example.com" }) },
    multiValueHeaders: { "Set-Cookie": ["a=1", "b=2"] },
    body: JSON.stringify(event),
  };
};`;

export const API_ROOT = `
terraform {
  required_providers {
    aws = { source = "hashicorp/aws" }
  }
}

locals {
  invoke = "\${aws_lambda_function.handler.invoke_arn}"
  proxy  = { type = "AWS_PROXY", httpMethod = "POST", uri = local.invoke }
  ok     = { "200" = { description = "ok" } }
  open   = { responses = local.ok, "x-amazon-apigateway-integration" = local.proxy }
}

resource "aws_iam_role" "handler" {
  name = "handler"
  assume_role_policy = jsonencode({
    Version   = "2012-10-17"
    Statement = [{ Effect = "Allow", Action = "sts:AssumeRole", Principal = { Service = "lambda.amazonaws.com" } }]
  })
}

resource "aws_iam_role_policy" "handler" {
  role   = aws_iam_role.handler.name
  policy = jsonencode({ Version = "2012-10-17", Statement = [{ Effect = "Allow", Action = "logs:*", Resource = "*" }] })
}

resource "aws_lambda_function" "handler" {
  function_name = "handler"
  role          = aws_iam_role.handler.arn
  runtime       = "nodejs22.x"
  handler       = "index.handler"
  filename      = "handler.zip"
  timeout       = 10
}

resource "aws_lambda_function" "closed" {
  function_name = "closed"
  role          = aws_iam_role.handler.arn
  runtime       = "nodejs22.x"
  handler       = "index.handler"
  filename      = "handler.zip"
}

resource "aws_lambda_permission" "handler" {
  statement_id  = "api"
  action        = "lambda:InvokeFunction"
  function_name = aws_lambda_function.handler.function_name
  principal     = "apigateway.amazonaws.com"
  source_arn    = "\${aws_api_gateway_rest_api.api.execution_arn}/*"
}

resource "aws_api_gateway_rest_api" "api" {
  name = "api"
  binary_media_types = ["application/octet-stream"]
  endpoint_configuration {
    types = ["REGIONAL"]
  }
  body = jsonencode({
    openapi = "3.0.1"
    info    = { title = "api", version = "1" }
    "x-amazon-apigateway-binary-media-types" = ["application/octet-stream"]
    "x-amazon-apigateway-request-validators" = {
      all = { validateRequestBody = true, validateRequestParameters = true }
    }
    "x-amazon-apigateway-gateway-responses" = {
      BAD_REQUEST_BODY = {
        statusCode        = 422
        responseTemplates = { "application/json" = "{\\"wrong\\":\\"$context.error.validationErrorString\\"}" }
      }
    }
    components = {
      securitySchemes = {
        key   = { type = "apiKey", name = "x-api-key", in = "header" }
        sigv4 = { type = "apiKey", name = "Authorization", in = "header", "x-amazon-apigateway-authtype" = "awsSigv4" }
        token = {
          type = "apiKey", name = "Authorization", in = "header"
          "x-amazon-apigateway-authtype" = "custom"
          "x-amazon-apigateway-authorizer" = {
            type = "token", authorizerUri = local.invoke, authorizerResultTtlInSeconds = 300
          }
        }
      }
      schemas = {
        Order = { type = "object", required = ["id"], properties = { id = { type = "integer" } } }
      }
    }
    paths = {
      "/open/{proxy+}" = {
        parameters = [{ name = "proxy", in = "path", required = true, schema = { type = "string" } }]
        "x-amazon-apigateway-any-method" = local.open
      }
      "/binary"    = { post = local.open }
      "/signed"    = { get = merge(local.open, { security = [{ sigv4 = [] }] }), post = merge(local.open, { security = [{ sigv4 = [] }] }) }
      "/token"     = { get = merge(local.open, { security = [{ token = [] }] }) }
      "/keyed"     = { get = merge(local.open, { security = [{ key = [] }] }) }
      "/slow"      = { get = local.open }
      "/late"      = { get = { responses = local.ok, "x-amazon-apigateway-integration" = merge(local.proxy, { timeoutInMillis = 1000 }) } }
      "/forbidden" = { get = { responses = local.ok, "x-amazon-apigateway-integration" = merge(local.proxy, { uri = aws_lambda_function.closed.invoke_arn }) } }
      "/orders" = {
        options = {
          responses = { "204" = { description = "preflight" } }
          "x-amazon-apigateway-integration" = {
            type             = "MOCK"
            requestTemplates = { "application/json" = "{\\"statusCode\\": 204}" }
            responses = { default = { statusCode = "204", responseParameters = {
              "method.response.header.Access-Control-Allow-Origin"  = "'https://app.example.com'"
              "method.response.header.Access-Control-Allow-Methods" = "'POST,OPTIONS'"
            } } }
          }
        }
        post = merge(local.open, {
          "x-amazon-apigateway-request-validator" = "all"
          parameters  = [{ name = "dataset", in = "query", required = true, schema = { type = "string" } }]
          requestBody = { required = true, content = { "application/json" = { schema = { "$ref" = "#/components/schemas/Order" } } } }
        })
      }
    }
  })
}

resource "aws_api_gateway_deployment" "api" {
  rest_api_id = aws_api_gateway_rest_api.api.id
  triggers    = { body = sha1(aws_api_gateway_rest_api.api.body) }
}

resource "aws_cloudwatch_log_group" "access" {
  name = "/api/access"
}

resource "aws_api_gateway_stage" "prod" {
  rest_api_id   = aws_api_gateway_rest_api.api.id
  deployment_id = aws_api_gateway_deployment.api.id
  stage_name    = "prod"
  variables     = { flavor = "plum" }
  access_log_settings {
    destination_arn = aws_cloudwatch_log_group.access.arn
    format          = "$context.httpMethod $context.path $context.resourcePath $context.status $context.error.message $context.identity.sourceIp"
  }
}

resource "aws_api_gateway_method_settings" "slow" {
  rest_api_id = aws_api_gateway_rest_api.api.id
  stage_name  = aws_api_gateway_stage.prod.stage_name
  method_path = "slow/GET"
  settings {
    throttling_rate_limit  = 0.001
    throttling_burst_limit = 1
  }
}

resource "aws_api_gateway_api_key" "key" {
  name = "key"
}

resource "aws_api_gateway_usage_plan" "plan" {
  name = "plan"
  api_stages {
    api_id = aws_api_gateway_rest_api.api.id
    stage  = aws_api_gateway_stage.prod.stage_name
  }
  quota_settings {
    limit  = 3
    period = "MONTH"
  }
}

resource "aws_api_gateway_usage_plan_key" "key" {
  key_id        = aws_api_gateway_api_key.key.id
  key_type      = "API_KEY"
  usage_plan_id = aws_api_gateway_usage_plan.plan.id
}

resource "aws_lambda_permission" "parts" {
  for_each      = { method = "prod/POST/things/*", authorizer = "authorizers/\${aws_api_gateway_authorizer.parts.id}" }
  statement_id  = each.key
  action        = "lambda:InvokeFunction"
  function_name = aws_lambda_function.handler.function_name
  principal     = "apigateway.amazonaws.com"
  source_arn    = "\${aws_api_gateway_rest_api.parts.execution_arn}/\${each.value}"
}

resource "aws_api_gateway_rest_api" "parts" {
  name               = "parts"
  binary_media_types = ["image/png"]
}

resource "aws_api_gateway_rest_api_policy" "parts" {
  rest_api_id = aws_api_gateway_rest_api.parts.id
  policy = jsonencode({ Version = "2012-10-17", Statement = [
    { Effect = "Allow", Principal = "*", Action = "execute-api:Invoke", Resource = "execute-api:/prod/*" },
    { Effect = "Deny", Principal = "*", Action = "execute-api:Invoke", Resource = "execute-api:/prod/POST/things/secret" },
  ] })
}

resource "aws_api_gateway_authorizer" "parts" {
  name            = "who"
  rest_api_id     = aws_api_gateway_rest_api.parts.id
  type            = "REQUEST"
  authorizer_uri  = local.invoke
  identity_source = "method.request.querystring.who"
}

resource "aws_api_gateway_request_validator" "parts" {
  name                  = "body"
  rest_api_id           = aws_api_gateway_rest_api.parts.id
  validate_request_body = true
}

resource "aws_api_gateway_model" "thing" {
  rest_api_id  = aws_api_gateway_rest_api.parts.id
  name         = "Thing"
  content_type = "application/json"
  schema       = jsonencode({ type = "object", required = ["name"] })
}

resource "aws_api_gateway_resource" "things" {
  rest_api_id = aws_api_gateway_rest_api.parts.id
  parent_id   = aws_api_gateway_rest_api.parts.root_resource_id
  path_part   = "things"
}

resource "aws_api_gateway_resource" "thing" {
  rest_api_id = aws_api_gateway_rest_api.parts.id
  parent_id   = aws_api_gateway_resource.things.id
  path_part   = "{id}"
}

resource "aws_api_gateway_method" "thing" {
  rest_api_id          = aws_api_gateway_rest_api.parts.id
  resource_id          = aws_api_gateway_resource.thing.id
  http_method          = "POST"
  authorization        = "CUSTOM"
  authorizer_id        = aws_api_gateway_authorizer.parts.id
  request_validator_id = aws_api_gateway_request_validator.parts.id
  request_models       = { "application/json" = aws_api_gateway_model.thing.name }
}

resource "aws_api_gateway_integration" "thing" {
  rest_api_id             = aws_api_gateway_rest_api.parts.id
  resource_id             = aws_api_gateway_resource.thing.id
  http_method             = aws_api_gateway_method.thing.http_method
  type                    = "AWS_PROXY"
  integration_http_method = "POST"
  uri                     = local.invoke
}

resource "aws_api_gateway_gateway_response" "parts" {
  rest_api_id   = aws_api_gateway_rest_api.parts.id
  response_type = "DEFAULT_4XX"
  response_parameters = { "gatewayresponse.header.X-Kind" = "'wrong'" }
}

resource "aws_api_gateway_deployment" "parts" {
  rest_api_id = aws_api_gateway_rest_api.parts.id
  depends_on  = [aws_api_gateway_integration.thing, aws_api_gateway_gateway_response.parts, aws_api_gateway_rest_api_policy.parts]
}

resource "aws_api_gateway_stage" "parts" {
  rest_api_id   = aws_api_gateway_rest_api.parts.id
  deployment_id = aws_api_gateway_deployment.parts.id
  stage_name    = "prod"
}

output "parts_url" { value = aws_api_gateway_stage.parts.invoke_url }

resource "aws_lambda_permission" "http" {
  statement_id  = "http"
  action        = "lambda:InvokeFunction"
  function_name = aws_lambda_function.handler.function_name
  principal     = "apigateway.amazonaws.com"
  source_arn    = "\${aws_apigatewayv2_api.http.execution_arn}/*/*"
}

resource "aws_apigatewayv2_api" "http" {
  name          = "http"
  protocol_type = "HTTP"
  cors_configuration {
    allow_origins = ["https://app.example.com"]
    allow_methods = ["GET"]
    max_age       = 60
  }
}

resource "aws_apigatewayv2_stage" "http" {
  api_id      = aws_apigatewayv2_api.http.id
  name        = "$default"
  auto_deploy = true
}

resource "aws_apigatewayv2_integration" "two" {
  api_id                 = aws_apigatewayv2_api.http.id
  integration_type       = "AWS_PROXY"
  integration_uri        = aws_lambda_function.handler.invoke_arn
  payload_format_version = "2.0"
}

resource "aws_apigatewayv2_integration" "one" {
  api_id                 = aws_apigatewayv2_api.http.id
  integration_type       = "AWS_PROXY"
  integration_uri        = aws_lambda_function.handler.invoke_arn
  payload_format_version = "1.0"
}

resource "aws_apigatewayv2_route" "thing" {
  api_id    = aws_apigatewayv2_api.http.id
  route_key = "GET /things/{id}"
  target    = "integrations/\${aws_apigatewayv2_integration.two.id}"
}

resource "aws_apigatewayv2_route" "signed" {
  api_id             = aws_apigatewayv2_api.http.id
  route_key          = "GET /signed"
  authorization_type = "AWS_IAM"
  target             = "integrations/\${aws_apigatewayv2_integration.two.id}"
}

resource "aws_apigatewayv2_route" "rest" {
  api_id    = aws_apigatewayv2_api.http.id
  route_key = "$default"
  target    = "integrations/\${aws_apigatewayv2_integration.one.id}"
}

output "http_url" { value = aws_apigatewayv2_stage.http.invoke_url }
output "invoke_url" { value = aws_api_gateway_stage.prod.invoke_url }
output "api_id" { value = aws_api_gateway_rest_api.api.id }
output "key" {
  value     = aws_api_gateway_api_key.key.value
  sensitive = true
}
`;
