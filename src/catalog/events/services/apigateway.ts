/** Source: API Gateway API Reference, HTTP method and request URI of each operation; API Gateway Developer Guide, "Actions, resources, and condition keys for Amazon API Gateway Management". */
import type { EventTable } from '../event-table.js';

export const APIGATEWAY_EVENTS: EventTable = {
  CreateApi: {
    actions: ['apigateway:POST', { action: 'apigateway:PUT', conditional: true, arns: [] }],
    arns: ['arn:{P}:apigateway:{R}::/apis', 'arn:{P}:apigateway:{R}::/v2/apis'],
  },
  CreateApiKey: {
    actions: ['apigateway:POST', { action: 'apigateway:PUT', conditional: true, arns: [] }],
    arns: ['arn:{P}:apigateway:{R}::/apikeys'],
  },
  CreateApiMapping: {
    actions: ['apigateway:POST'],
    arns: [
      'arn:{P}:apigateway:{R}::/domainnames/<domainName:name>/apimappings',
      'arn:{P}:apigateway:{R}::/v2/domainnames/<domainName:name>/apimappings',
    ],
  },
  CreateAuthorizer: {
    actions: ['apigateway:POST'],
    arns: [
      'arn:{P}:apigateway:{R}::/restapis/<restApiId:name>/authorizers | arn:{P}:apigateway:{R}::/apis/<apiId:name>/authorizers',
      'arn:{P}:apigateway:{R}::/restapis/<restApiId:name>/authorizers | arn:{P}:apigateway:{R}::/v2/apis/<apiId:name>/authorizers',
    ],
  },
  CreateBasePathMapping: {
    actions: ['apigateway:POST'],
    arns: ['arn:{P}:apigateway:{R}::/domainnames/<domainName:name>/basepathmappings'],
  },
  CreateDeployment: {
    actions: ['apigateway:POST'],
    arns: [
      'arn:{P}:apigateway:{R}::/restapis/<restApiId:name>/deployments | arn:{P}:apigateway:{R}::/apis/<apiId:name>/deployments',
      'arn:{P}:apigateway:{R}::/restapis/<restApiId:name>/deployments | arn:{P}:apigateway:{R}::/v2/apis/<apiId:name>/deployments',
    ],
  },
  CreateDocumentationPart: {
    actions: ['apigateway:POST'],
    arns: ['arn:{P}:apigateway:{R}::/restapis/<restApiId:name>/documentation/parts'],
  },
  CreateDocumentationVersion: {
    actions: ['apigateway:POST'],
    arns: ['arn:{P}:apigateway:{R}::/restapis/<restApiId:name>/documentation/versions'],
  },
  CreateDomainName: {
    actions: [
      'apigateway:POST',
      { action: 'apigateway:AddCertificateToDomain', conditional: true, arns: [] },
      { action: 'apigateway:RemoveCertificateFromDomain', conditional: true, arns: [] },
      { action: 'apigateway:PUT', conditional: true, arns: [] },
    ],
  },
  CreateDomainNameAccessAssociation: {
    actions: ['apigateway:POST'],
    arns: ['arn:{P}:apigateway:{R}::/domainnameaccessassociations'],
  },
  CreateIntegration: {
    actions: ['apigateway:POST'],
    arns: [
      'arn:{P}:apigateway:{R}::/apis/<apiId:name>/integrations',
      'arn:{P}:apigateway:{R}::/v2/apis/<apiId:name>/integrations',
    ],
  },
  CreateIntegrationResponse: {
    actions: ['apigateway:POST'],
    arns: [
      'arn:{P}:apigateway:{R}::/apis/<apiId:name>/integrations/<integrationId:name>/integrationresponses',
      'arn:{P}:apigateway:{R}::/v2/apis/<apiId:name>/integrations/<integrationId:name>/integrationresponses',
    ],
  },
  CreateModel: {
    actions: ['apigateway:POST'],
    arns: [
      'arn:{P}:apigateway:{R}::/restapis/<restApiId:name>/models | arn:{P}:apigateway:{R}::/apis/<apiId:name>/models',
      'arn:{P}:apigateway:{R}::/restapis/<restApiId:name>/models | arn:{P}:apigateway:{R}::/v2/apis/<apiId:name>/models',
    ],
  },
  CreateRequestValidator: {
    actions: ['apigateway:POST'],
    arns: ['arn:{P}:apigateway:{R}::/restapis/<restApiId:name>/requestvalidators'],
  },
  CreateResource: {
    actions: ['apigateway:POST'],
    arns: ['arn:{P}:apigateway:{R}::/restapis/<restApiId:name>/resources/<parentId:name>'],
  },
  CreateRestApi: {
    actions: [
      'apigateway:POST',
      { action: 'apigateway:UpdateRestApiPolicy', conditional: true, arns: [] },
      { action: 'apigateway:PUT', conditional: true, arns: [] },
    ],
    arns: ['arn:{P}:apigateway:{R}::/restapis'],
  },
  CreateRoute: {
    actions: ['apigateway:POST'],
    arns: [
      'arn:{P}:apigateway:{R}::/apis/<apiId:name>/routes',
      'arn:{P}:apigateway:{R}::/v2/apis/<apiId:name>/routes',
    ],
  },
  CreateRouteResponse: {
    actions: ['apigateway:POST'],
    arns: [
      'arn:{P}:apigateway:{R}::/apis/<apiId:name>/routes/<routeId:name>/routeresponses',
      'arn:{P}:apigateway:{R}::/v2/apis/<apiId:name>/routes/<routeId:name>/routeresponses',
    ],
  },
  CreateStage: {
    actions: [
      'apigateway:POST',
      { action: 'apigateway:SetWebACL', conditional: true, arns: [] },
      { action: 'apigateway:PUT', conditional: true, arns: [] },
    ],
    arns: [
      'arn:{P}:apigateway:{R}::/restapis/<restApiId:name>/stages | arn:{P}:apigateway:{R}::/apis/<apiId:name>/stages',
      'arn:{P}:apigateway:{R}::/restapis/<restApiId:name>/stages | arn:{P}:apigateway:{R}::/v2/apis/<apiId:name>/stages',
    ],
  },
  CreateUsagePlan: {
    actions: ['apigateway:POST', { action: 'apigateway:PUT', conditional: true, arns: [] }],
    arns: ['arn:{P}:apigateway:{R}::/usageplans'],
  },
  CreateUsagePlanKey: {
    actions: ['apigateway:POST'],
    arns: ['arn:{P}:apigateway:{R}::/usageplans/<usagePlanId:name>/keys'],
  },
  CreateVpcLink: {
    actions: ['apigateway:POST', { action: 'apigateway:PUT', conditional: true, arns: [] }],
  },
  DeleteAccessLogSettings: {
    actions: ['apigateway:DELETE'],
    arns: [
      'arn:{P}:apigateway:{R}::/apis/<apiId:name>/stages/<stageName:name>/accesslogsettings',
      'arn:{P}:apigateway:{R}::/v2/apis/<apiId:name>/stages/<stageName:name>/accesslogsettings',
    ],
  },
  DeleteApi: {
    actions: ['apigateway:DELETE'],
    arns: [
      'arn:{P}:apigateway:{R}::/apis/<apiId:name>',
      'arn:{P}:apigateway:{R}::/v2/apis/<apiId:name>',
    ],
  },
  DeleteApiKey: {
    actions: ['apigateway:DELETE'],
    arns: ['arn:{P}:apigateway:{R}::/apikeys/<apiKey:name>'],
  },
  DeleteApiMapping: {
    actions: ['apigateway:DELETE'],
    arns: [
      'arn:{P}:apigateway:{R}::/domainnames/<domainName:name>/apimappings/<apiMappingId:name>',
      'arn:{P}:apigateway:{R}::/v2/domainnames/<domainName:name>/apimappings/<apiMappingId:name>',
    ],
  },
  DeleteAuthorizer: {
    actions: ['apigateway:DELETE'],
    arns: [
      'arn:{P}:apigateway:{R}::/restapis/<restApiId:name>/authorizers/<authorizerId:name> | arn:{P}:apigateway:{R}::/apis/<apiId:name>/authorizers/<authorizerId:name>',
      'arn:{P}:apigateway:{R}::/restapis/<restApiId:name>/authorizers/<authorizerId:name> | arn:{P}:apigateway:{R}::/v2/apis/<apiId:name>/authorizers/<authorizerId:name>',
    ],
  },
  DeleteBasePathMapping: {
    actions: ['apigateway:DELETE'],
    arns: [
      'arn:{P}:apigateway:{R}::/domainnames/<domainName:name>/basepathmappings/<basePath:name>',
    ],
  },
  DeleteClientCertificate: {
    actions: ['apigateway:DELETE'],
    arns: ['arn:{P}:apigateway:{R}::/clientcertificates/<clientCertificateId:name>'],
  },
  DeleteCorsConfiguration: {
    actions: ['apigateway:DELETE'],
    arns: [
      'arn:{P}:apigateway:{R}::/apis/<apiId:name>/cors',
      'arn:{P}:apigateway:{R}::/v2/apis/<apiId:name>/cors',
    ],
  },
  DeleteDeployment: {
    actions: ['apigateway:DELETE'],
    arns: [
      'arn:{P}:apigateway:{R}::/restapis/<restApiId:name>/deployments/<deploymentId:name> | arn:{P}:apigateway:{R}::/apis/<apiId:name>/deployments/<deploymentId:name>',
      'arn:{P}:apigateway:{R}::/restapis/<restApiId:name>/deployments/<deploymentId:name> | arn:{P}:apigateway:{R}::/v2/apis/<apiId:name>/deployments/<deploymentId:name>',
    ],
  },
  DeleteDocumentationPart: {
    actions: ['apigateway:DELETE'],
    arns: [
      'arn:{P}:apigateway:{R}::/restapis/<restApiId:name>/documentation/parts/<documentationPartId:name>',
    ],
  },
  DeleteDocumentationVersion: {
    actions: ['apigateway:DELETE'],
    arns: [
      'arn:{P}:apigateway:{R}::/restapis/<restApiId:name>/documentation/versions/<documentationVersion:name>',
    ],
  },
  DeleteDomainName: {
    actions: ['apigateway:DELETE'],
    arns: [
      'arn:{P}:apigateway:{R}::/domainnames/<domainName:name> | arn:{P}:apigateway:{R}::/domainnames/<domainName:name>',
      'arn:{P}:apigateway:{R}::/domainnames/<domainName:name> | arn:{P}:apigateway:{R}::/v2/domainnames/<domainName:name>',
    ],
  },
  DeleteDomainNameAccessAssociation: {
    actions: ['apigateway:DELETE'],
    arns: [
      'arn:{P}:apigateway:{R}::/domainnameaccessassociations/<domainNameAccessAssociationArn:name>',
    ],
  },
  DeleteGatewayResponse: {
    actions: ['apigateway:DELETE'],
    arns: [
      'arn:{P}:apigateway:{R}::/restapis/<restApiId:name>/gatewayresponses/<responseType:name>',
    ],
  },
  DeleteIntegration: {
    actions: ['apigateway:DELETE'],
    arns: [
      'arn:{P}:apigateway:{R}::/restapis/<restApiId:name>/resources/<resourceId:name>/methods/<httpMethod:name>/integration | arn:{P}:apigateway:{R}::/apis/<apiId:name>/integrations/<integrationId:name>',
      'arn:{P}:apigateway:{R}::/restapis/<restApiId:name>/resources/<resourceId:name>/methods/<httpMethod:name>/integration | arn:{P}:apigateway:{R}::/v2/apis/<apiId:name>/integrations/<integrationId:name>',
    ],
  },
  DeleteIntegrationResponse: {
    actions: ['apigateway:DELETE'],
    arns: [
      'arn:{P}:apigateway:{R}::/restapis/<restApiId:name>/resources/<resourceId:name>/methods/<httpMethod:name>/integration/responses/<statusCode:name> | arn:{P}:apigateway:{R}::/apis/<apiId:name>/integrations/<integrationId:name>/integrationresponses/<integrationResponseId:name>',
      'arn:{P}:apigateway:{R}::/restapis/<restApiId:name>/resources/<resourceId:name>/methods/<httpMethod:name>/integration/responses/<statusCode:name> | arn:{P}:apigateway:{R}::/v2/apis/<apiId:name>/integrations/<integrationId:name>/integrationresponses/<integrationResponseId:name>',
    ],
  },
  DeleteMethod: {
    actions: ['apigateway:DELETE'],
    arns: [
      'arn:{P}:apigateway:{R}::/restapis/<restApiId:name>/resources/<resourceId:name>/methods/<httpMethod:name>',
    ],
  },
  DeleteMethodResponse: {
    actions: ['apigateway:DELETE'],
    arns: [
      'arn:{P}:apigateway:{R}::/restapis/<restApiId:name>/resources/<resourceId:name>/methods/<httpMethod:name>/responses/<statusCode:name>',
    ],
  },
  DeleteModel: {
    actions: ['apigateway:DELETE'],
    arns: [
      'arn:{P}:apigateway:{R}::/restapis/<restApiId:name>/models/<modelName:name> | arn:{P}:apigateway:{R}::/apis/<apiId:name>/models/<modelId:name>',
      'arn:{P}:apigateway:{R}::/restapis/<restApiId:name>/models/<modelName:name> | arn:{P}:apigateway:{R}::/v2/apis/<apiId:name>/models/<modelId:name>',
    ],
  },
  DeleteRequestValidator: {
    actions: ['apigateway:DELETE'],
    arns: [
      'arn:{P}:apigateway:{R}::/restapis/<restApiId:name>/requestvalidators/<requestValidatorId:name>',
    ],
  },
  DeleteResource: {
    actions: ['apigateway:DELETE'],
    arns: ['arn:{P}:apigateway:{R}::/restapis/<restApiId:name>/resources/<resourceId:name>'],
  },
  DeleteRestApi: {
    actions: ['apigateway:DELETE'],
    arns: ['arn:{P}:apigateway:{R}::/restapis/<restApiId:name>'],
  },
  DeleteRoute: {
    actions: ['apigateway:DELETE'],
    arns: [
      'arn:{P}:apigateway:{R}::/apis/<apiId:name>/routes/<routeId:name>',
      'arn:{P}:apigateway:{R}::/v2/apis/<apiId:name>/routes/<routeId:name>',
    ],
  },
  DeleteRouteRequestParameter: {
    actions: ['apigateway:DELETE'],
    arns: [
      'arn:{P}:apigateway:{R}::/apis/<apiId:name>/routes/<routeId:name>/requestparameters/<requestParameterKey:name>',
      'arn:{P}:apigateway:{R}::/v2/apis/<apiId:name>/routes/<routeId:name>/requestparameters/<requestParameterKey:name>',
    ],
  },
  DeleteRouteResponse: {
    actions: ['apigateway:DELETE'],
    arns: [
      'arn:{P}:apigateway:{R}::/apis/<apiId:name>/routes/<routeId:name>/routeresponses/<routeResponseId:name>',
      'arn:{P}:apigateway:{R}::/v2/apis/<apiId:name>/routes/<routeId:name>/routeresponses/<routeResponseId:name>',
    ],
  },
  DeleteRouteSettings: {
    actions: ['apigateway:DELETE'],
    arns: [
      'arn:{P}:apigateway:{R}::/apis/<apiId:name>/stages/<stageName:name>/routesettings/<routeKey:name>',
      'arn:{P}:apigateway:{R}::/v2/apis/<apiId:name>/stages/<stageName:name>/routesettings/<routeKey:name>',
    ],
  },
  DeleteStage: {
    actions: ['apigateway:DELETE'],
    arns: [
      'arn:{P}:apigateway:{R}::/restapis/<restApiId:name>/stages/<stageName:name> | arn:{P}:apigateway:{R}::/apis/<apiId:name>/stages/<stageName:name>',
      'arn:{P}:apigateway:{R}::/restapis/<restApiId:name>/stages/<stageName:name> | arn:{P}:apigateway:{R}::/v2/apis/<apiId:name>/stages/<stageName:name>',
    ],
  },
  DeleteUsagePlan: {
    actions: ['apigateway:DELETE'],
    arns: ['arn:{P}:apigateway:{R}::/usageplans/<usagePlanId:name>'],
  },
  DeleteUsagePlanKey: {
    actions: ['apigateway:DELETE'],
    arns: ['arn:{P}:apigateway:{R}::/usageplans/<usagePlanId:name>/keys/<keyId:name>'],
  },
  DeleteVpcLink: {
    actions: ['apigateway:DELETE'],
    arns: [
      'arn:{P}:apigateway:{R}::/vpclinks/<vpcLinkId:name> | arn:{P}:apigateway:{R}::/vpclinks/<vpcLinkId:name>',
      'arn:{P}:apigateway:{R}::/vpclinks/<vpcLinkId:name> | arn:{P}:apigateway:{R}::/v2/vpclinks/<vpcLinkId:name>',
    ],
  },
  ExportApi: {
    actions: ['apigateway:GET'],
    arns: [
      'arn:{P}:apigateway:{R}::/apis/<apiId:name>/exports/<specification:name>',
      'arn:{P}:apigateway:{R}::/v2/apis/<apiId:name>/exports/<specification:name>',
    ],
  },
  FlushStageAuthorizersCache: {
    actions: ['apigateway:DELETE'],
    arns: [
      'arn:{P}:apigateway:{R}::/restapis/<restApiId:name>/stages/<stageName:name>/cache/authorizers',
    ],
  },
  FlushStageCache: {
    actions: ['apigateway:DELETE'],
    arns: ['arn:{P}:apigateway:{R}::/restapis/<restApiId:name>/stages/<stageName:name>/cache/data'],
  },
  GenerateClientCertificate: {
    actions: ['apigateway:POST', { action: 'apigateway:PUT', conditional: true, arns: [] }],
    arns: ['arn:{P}:apigateway:{R}::/clientcertificates'],
  },
  GetAccount: { actions: ['apigateway:GET'], arns: ['arn:{P}:apigateway:{R}::/account'] },
  GetApi: {
    actions: ['apigateway:GET'],
    arns: [
      'arn:{P}:apigateway:{R}::/apis/<apiId:name>',
      'arn:{P}:apigateway:{R}::/v2/apis/<apiId:name>',
    ],
  },
  GetApiKey: {
    actions: ['apigateway:GET'],
    arns: ['arn:{P}:apigateway:{R}::/apikeys/<apiKey:name>'],
  },
  GetApiKeys: { actions: ['apigateway:GET'], arns: ['arn:{P}:apigateway:{R}::/apikeys'] },
  GetApiMapping: {
    actions: ['apigateway:GET'],
    arns: [
      'arn:{P}:apigateway:{R}::/domainnames/<domainName:name>/apimappings/<apiMappingId:name>',
      'arn:{P}:apigateway:{R}::/v2/domainnames/<domainName:name>/apimappings/<apiMappingId:name>',
    ],
  },
  GetApiMappings: {
    actions: ['apigateway:GET'],
    arns: [
      'arn:{P}:apigateway:{R}::/domainnames/<domainName:name>/apimappings',
      'arn:{P}:apigateway:{R}::/v2/domainnames/<domainName:name>/apimappings',
    ],
  },
  GetApis: {
    actions: ['apigateway:GET'],
    arns: ['arn:{P}:apigateway:{R}::/apis', 'arn:{P}:apigateway:{R}::/v2/apis'],
  },
  GetAuthorizer: {
    actions: ['apigateway:GET'],
    arns: [
      'arn:{P}:apigateway:{R}::/restapis/<restApiId:name>/authorizers/<authorizerId:name> | arn:{P}:apigateway:{R}::/apis/<apiId:name>/authorizers/<authorizerId:name>',
      'arn:{P}:apigateway:{R}::/restapis/<restApiId:name>/authorizers/<authorizerId:name> | arn:{P}:apigateway:{R}::/v2/apis/<apiId:name>/authorizers/<authorizerId:name>',
    ],
  },
  GetAuthorizers: {
    actions: ['apigateway:GET'],
    arns: [
      'arn:{P}:apigateway:{R}::/restapis/<restApiId:name>/authorizers | arn:{P}:apigateway:{R}::/apis/<apiId:name>/authorizers',
      'arn:{P}:apigateway:{R}::/restapis/<restApiId:name>/authorizers | arn:{P}:apigateway:{R}::/v2/apis/<apiId:name>/authorizers',
    ],
  },
  GetBasePathMapping: {
    actions: ['apigateway:GET'],
    arns: [
      'arn:{P}:apigateway:{R}::/domainnames/<domainName:name>/basepathmappings/<basePath:name>',
    ],
  },
  GetBasePathMappings: {
    actions: ['apigateway:GET'],
    arns: ['arn:{P}:apigateway:{R}::/domainnames/<domainName:name>/basepathmappings'],
  },
  GetClientCertificate: {
    actions: ['apigateway:GET'],
    arns: ['arn:{P}:apigateway:{R}::/clientcertificates/<clientCertificateId:name>'],
  },
  GetClientCertificates: {
    actions: ['apigateway:GET'],
    arns: ['arn:{P}:apigateway:{R}::/clientcertificates'],
  },
  GetDeployment: {
    actions: ['apigateway:GET'],
    arns: [
      'arn:{P}:apigateway:{R}::/restapis/<restApiId:name>/deployments/<deploymentId:name> | arn:{P}:apigateway:{R}::/apis/<apiId:name>/deployments/<deploymentId:name>',
      'arn:{P}:apigateway:{R}::/restapis/<restApiId:name>/deployments/<deploymentId:name> | arn:{P}:apigateway:{R}::/v2/apis/<apiId:name>/deployments/<deploymentId:name>',
    ],
  },
  GetDeployments: {
    actions: ['apigateway:GET'],
    arns: [
      'arn:{P}:apigateway:{R}::/restapis/<restApiId:name>/deployments | arn:{P}:apigateway:{R}::/apis/<apiId:name>/deployments',
      'arn:{P}:apigateway:{R}::/restapis/<restApiId:name>/deployments | arn:{P}:apigateway:{R}::/v2/apis/<apiId:name>/deployments',
    ],
  },
  GetDocumentationPart: {
    actions: ['apigateway:GET'],
    arns: [
      'arn:{P}:apigateway:{R}::/restapis/<restApiId:name>/documentation/parts/<documentationPartId:name>',
    ],
  },
  GetDocumentationParts: {
    actions: ['apigateway:GET'],
    arns: ['arn:{P}:apigateway:{R}::/restapis/<restApiId:name>/documentation/parts'],
  },
  GetDocumentationVersion: {
    actions: ['apigateway:GET'],
    arns: [
      'arn:{P}:apigateway:{R}::/restapis/<restApiId:name>/documentation/versions/<documentationVersion:name>',
    ],
  },
  GetDocumentationVersions: {
    actions: ['apigateway:GET'],
    arns: ['arn:{P}:apigateway:{R}::/restapis/<restApiId:name>/documentation/versions'],
  },
  GetDomainName: {
    actions: ['apigateway:GET'],
    arns: [
      'arn:{P}:apigateway:{R}::/domainnames/<domainName:name> | arn:{P}:apigateway:{R}::/domainnames/<domainName:name>',
      'arn:{P}:apigateway:{R}::/domainnames/<domainName:name> | arn:{P}:apigateway:{R}::/v2/domainnames/<domainName:name>',
    ],
  },
  GetDomainNameAccessAssociations: {
    actions: ['apigateway:GET'],
    arns: ['arn:{P}:apigateway:{R}::/domainnameaccessassociations'],
  },
  GetDomainNames: { actions: ['apigateway:GET'] },
  GetExport: {
    actions: ['apigateway:GET'],
    arns: [
      'arn:{P}:apigateway:{R}::/restapis/<restApiId:name>/stages/<stageName:name>/exports/<exportType:name>',
    ],
  },
  GetGatewayResponse: {
    actions: ['apigateway:GET'],
    arns: [
      'arn:{P}:apigateway:{R}::/restapis/<restApiId:name>/gatewayresponses/<responseType:name>',
    ],
  },
  GetGatewayResponses: {
    actions: ['apigateway:GET'],
    arns: ['arn:{P}:apigateway:{R}::/restapis/<restApiId:name>/gatewayresponses'],
  },
  GetIntegration: {
    actions: ['apigateway:GET'],
    arns: [
      'arn:{P}:apigateway:{R}::/restapis/<restApiId:name>/resources/<resourceId:name>/methods/<httpMethod:name>/integration | arn:{P}:apigateway:{R}::/apis/<apiId:name>/integrations/<integrationId:name>',
      'arn:{P}:apigateway:{R}::/restapis/<restApiId:name>/resources/<resourceId:name>/methods/<httpMethod:name>/integration | arn:{P}:apigateway:{R}::/v2/apis/<apiId:name>/integrations/<integrationId:name>',
    ],
  },
  GetIntegrationResponse: {
    actions: ['apigateway:GET'],
    arns: [
      'arn:{P}:apigateway:{R}::/restapis/<restApiId:name>/resources/<resourceId:name>/methods/<httpMethod:name>/integration/responses/<statusCode:name> | arn:{P}:apigateway:{R}::/apis/<apiId:name>/integrations/<integrationId:name>/integrationresponses/<integrationResponseId:name>',
      'arn:{P}:apigateway:{R}::/restapis/<restApiId:name>/resources/<resourceId:name>/methods/<httpMethod:name>/integration/responses/<statusCode:name> | arn:{P}:apigateway:{R}::/v2/apis/<apiId:name>/integrations/<integrationId:name>/integrationresponses/<integrationResponseId:name>',
    ],
  },
  GetIntegrationResponses: {
    actions: ['apigateway:GET'],
    arns: [
      'arn:{P}:apigateway:{R}::/apis/<apiId:name>/integrations/<integrationId:name>/integrationresponses',
      'arn:{P}:apigateway:{R}::/v2/apis/<apiId:name>/integrations/<integrationId:name>/integrationresponses',
    ],
  },
  GetIntegrations: {
    actions: ['apigateway:GET'],
    arns: [
      'arn:{P}:apigateway:{R}::/apis/<apiId:name>/integrations',
      'arn:{P}:apigateway:{R}::/v2/apis/<apiId:name>/integrations',
    ],
  },
  GetMethod: {
    actions: ['apigateway:GET'],
    arns: [
      'arn:{P}:apigateway:{R}::/restapis/<restApiId:name>/resources/<resourceId:name>/methods/<httpMethod:name>',
    ],
  },
  GetMethodResponse: {
    actions: ['apigateway:GET'],
    arns: [
      'arn:{P}:apigateway:{R}::/restapis/<restApiId:name>/resources/<resourceId:name>/methods/<httpMethod:name>/responses/<statusCode:name>',
    ],
  },
  GetModel: {
    actions: ['apigateway:GET'],
    arns: [
      'arn:{P}:apigateway:{R}::/restapis/<restApiId:name>/models/<modelName:name> | arn:{P}:apigateway:{R}::/apis/<apiId:name>/models/<modelId:name>',
      'arn:{P}:apigateway:{R}::/restapis/<restApiId:name>/models/<modelName:name> | arn:{P}:apigateway:{R}::/v2/apis/<apiId:name>/models/<modelId:name>',
    ],
  },
  GetModelTemplate: {
    actions: ['apigateway:GET'],
    arns: [
      'arn:{P}:apigateway:{R}::/restapis/<restApiId:name>/models/<modelName:name>/default_template | arn:{P}:apigateway:{R}::/apis/<apiId:name>/models/<modelId:name>/template',
      'arn:{P}:apigateway:{R}::/restapis/<restApiId:name>/models/<modelName:name>/default_template | arn:{P}:apigateway:{R}::/v2/apis/<apiId:name>/models/<modelId:name>/template',
    ],
  },
  GetModels: {
    actions: ['apigateway:GET'],
    arns: [
      'arn:{P}:apigateway:{R}::/restapis/<restApiId:name>/models | arn:{P}:apigateway:{R}::/apis/<apiId:name>/models',
      'arn:{P}:apigateway:{R}::/restapis/<restApiId:name>/models | arn:{P}:apigateway:{R}::/v2/apis/<apiId:name>/models',
    ],
  },
  GetRequestValidator: {
    actions: ['apigateway:GET'],
    arns: [
      'arn:{P}:apigateway:{R}::/restapis/<restApiId:name>/requestvalidators/<requestValidatorId:name>',
    ],
  },
  GetRequestValidators: {
    actions: ['apigateway:GET'],
    arns: ['arn:{P}:apigateway:{R}::/restapis/<restApiId:name>/requestvalidators'],
  },
  GetResource: {
    actions: ['apigateway:GET'],
    arns: ['arn:{P}:apigateway:{R}::/restapis/<restApiId:name>/resources/<resourceId:name>'],
  },
  GetResources: {
    actions: ['apigateway:GET'],
    arns: ['arn:{P}:apigateway:{R}::/restapis/<restApiId:name>/resources'],
  },
  GetRestApi: {
    actions: ['apigateway:GET'],
    arns: ['arn:{P}:apigateway:{R}::/restapis/<restApiId:name>'],
  },
  GetRestApis: { actions: ['apigateway:GET'], arns: ['arn:{P}:apigateway:{R}::/restapis'] },
  GetRoute: {
    actions: ['apigateway:GET'],
    arns: [
      'arn:{P}:apigateway:{R}::/apis/<apiId:name>/routes/<routeId:name>',
      'arn:{P}:apigateway:{R}::/v2/apis/<apiId:name>/routes/<routeId:name>',
    ],
  },
  GetRouteResponse: {
    actions: ['apigateway:GET'],
    arns: [
      'arn:{P}:apigateway:{R}::/apis/<apiId:name>/routes/<routeId:name>/routeresponses/<routeResponseId:name>',
      'arn:{P}:apigateway:{R}::/v2/apis/<apiId:name>/routes/<routeId:name>/routeresponses/<routeResponseId:name>',
    ],
  },
  GetRouteResponses: {
    actions: ['apigateway:GET'],
    arns: [
      'arn:{P}:apigateway:{R}::/apis/<apiId:name>/routes/<routeId:name>/routeresponses',
      'arn:{P}:apigateway:{R}::/v2/apis/<apiId:name>/routes/<routeId:name>/routeresponses',
    ],
  },
  GetRoutes: {
    actions: ['apigateway:GET'],
    arns: [
      'arn:{P}:apigateway:{R}::/apis/<apiId:name>/routes',
      'arn:{P}:apigateway:{R}::/v2/apis/<apiId:name>/routes',
    ],
  },
  GetSdk: {
    actions: ['apigateway:GET'],
    arns: [
      'arn:{P}:apigateway:{R}::/restapis/<restApiId:name>/stages/<stageName:name>/sdks/<sdkType:name>',
    ],
  },
  GetSdkType: {
    actions: ['apigateway:GET'],
    arns: ['arn:{P}:apigateway:{R}::/sdktypes/<id:name>'],
  },
  GetSdkTypes: { actions: ['apigateway:GET'], arns: ['arn:{P}:apigateway:{R}::/sdktypes'] },
  GetStage: {
    actions: ['apigateway:GET'],
    arns: [
      'arn:{P}:apigateway:{R}::/restapis/<restApiId:name>/stages/<stageName:name> | arn:{P}:apigateway:{R}::/apis/<apiId:name>/stages/<stageName:name>',
      'arn:{P}:apigateway:{R}::/restapis/<restApiId:name>/stages/<stageName:name> | arn:{P}:apigateway:{R}::/v2/apis/<apiId:name>/stages/<stageName:name>',
    ],
  },
  GetStages: {
    actions: ['apigateway:GET'],
    arns: [
      'arn:{P}:apigateway:{R}::/restapis/<restApiId:name>/stages | arn:{P}:apigateway:{R}::/apis/<apiId:name>/stages',
      'arn:{P}:apigateway:{R}::/restapis/<restApiId:name>/stages | arn:{P}:apigateway:{R}::/v2/apis/<apiId:name>/stages',
    ],
  },
  GetTags: { actions: ['apigateway:GET'] },
  GetUsage: {
    actions: ['apigateway:GET'],
    arns: ['arn:{P}:apigateway:{R}::/usageplans/<usagePlanId:name>/usage'],
  },
  GetUsagePlan: {
    actions: ['apigateway:GET'],
    arns: ['arn:{P}:apigateway:{R}::/usageplans/<usagePlanId:name>'],
  },
  GetUsagePlanKey: {
    actions: ['apigateway:GET'],
    arns: ['arn:{P}:apigateway:{R}::/usageplans/<usagePlanId:name>/keys/<keyId:name>'],
  },
  GetUsagePlanKeys: {
    actions: ['apigateway:GET'],
    arns: ['arn:{P}:apigateway:{R}::/usageplans/<usagePlanId:name>/keys'],
  },
  GetUsagePlans: { actions: ['apigateway:GET'], arns: ['arn:{P}:apigateway:{R}::/usageplans'] },
  GetVpcLink: {
    actions: ['apigateway:GET'],
    arns: [
      'arn:{P}:apigateway:{R}::/vpclinks/<vpcLinkId:name> | arn:{P}:apigateway:{R}::/vpclinks/<vpcLinkId:name>',
      'arn:{P}:apigateway:{R}::/vpclinks/<vpcLinkId:name> | arn:{P}:apigateway:{R}::/v2/vpclinks/<vpcLinkId:name>',
    ],
  },
  GetVpcLinks: { actions: ['apigateway:GET'] },
  ImportApi: {
    actions: ['apigateway:PUT'],
    arns: ['arn:{P}:apigateway:{R}::/apis', 'arn:{P}:apigateway:{R}::/v2/apis'],
  },
  ImportApiKeys: { actions: ['apigateway:POST'], arns: ['arn:{P}:apigateway:{R}::/apikeys'] },
  ImportDocumentationParts: {
    actions: ['apigateway:PUT'],
    arns: ['arn:{P}:apigateway:{R}::/restapis/<restApiId:name>/documentation/parts'],
  },
  ImportRestApi: {
    actions: [
      'apigateway:POST',
      { action: 'apigateway:UpdateRestApiPolicy', conditional: true, arns: [] },
      { action: 'apigateway:PUT', conditional: true, arns: [] },
    ],
    arns: ['arn:{P}:apigateway:{R}::/restapis'],
  },
  PutGatewayResponse: {
    actions: ['apigateway:PUT'],
    arns: [
      'arn:{P}:apigateway:{R}::/restapis/<restApiId:name>/gatewayresponses/<responseType:name>',
    ],
  },
  PutIntegration: {
    actions: ['apigateway:PUT'],
    arns: [
      'arn:{P}:apigateway:{R}::/restapis/<restApiId:name>/resources/<resourceId:name>/methods/<httpMethod:name>/integration',
    ],
  },
  PutIntegrationResponse: {
    actions: ['apigateway:PUT'],
    arns: [
      'arn:{P}:apigateway:{R}::/restapis/<restApiId:name>/resources/<resourceId:name>/methods/<httpMethod:name>/integration/responses/<statusCode:name>',
    ],
  },
  PutMethod: {
    actions: ['apigateway:PUT'],
    arns: [
      'arn:{P}:apigateway:{R}::/restapis/<restApiId:name>/resources/<resourceId:name>/methods/<httpMethod:name>',
    ],
  },
  PutMethodResponse: {
    actions: ['apigateway:PUT'],
    arns: [
      'arn:{P}:apigateway:{R}::/restapis/<restApiId:name>/resources/<resourceId:name>/methods/<httpMethod:name>/responses/<statusCode:name>',
    ],
  },
  PutRestApi: {
    actions: [
      'apigateway:PUT',
      { action: 'apigateway:UpdateRestApiPolicy', conditional: true, arns: [] },
    ],
    arns: ['arn:{P}:apigateway:{R}::/restapis/<restApiId:name>'],
  },
  PutRoutingRule: {
    actions: ['apigateway:PUT'],
    arns: [
      'arn:{P}:apigateway:{R}::/domainnames/<domainName:name>/routingrules/<routingRuleId:name>',
      'arn:{P}:apigateway:{R}::/v2/domainnames/<domainName:name>/routingrules/<routingRuleId:name>',
    ],
  },
  ReimportApi: {
    actions: ['apigateway:PUT'],
    arns: [
      'arn:{P}:apigateway:{R}::/apis/<apiId:name>',
      'arn:{P}:apigateway:{R}::/v2/apis/<apiId:name>',
    ],
  },
  RejectDomainNameAccessAssociation: {
    actions: ['apigateway:POST'],
    arns: ['arn:{P}:apigateway:{R}::/rejectdomainnameaccessassociations'],
  },
  ResetAuthorizersCache: {
    actions: ['apigateway:DELETE'],
    arns: [
      'arn:{P}:apigateway:{R}::/apis/<apiId:name>/stages/<stageName:name>/cache/authorizers',
      'arn:{P}:apigateway:{R}::/v2/apis/<apiId:name>/stages/<stageName:name>/cache/authorizers',
    ],
  },
  TagResource: {
    actions: ['apigateway:PUT', { action: 'apigateway:POST', conditional: true, arns: [] }],
  },
  TestInvokeAuthorizer: {
    actions: ['apigateway:POST'],
    arns: ['arn:{P}:apigateway:{R}::/restapis/<restApiId:name>/authorizers/<authorizerId:name>'],
  },
  TestInvokeMethod: {
    actions: ['apigateway:POST'],
    arns: [
      'arn:{P}:apigateway:{R}::/restapis/<restApiId:name>/resources/<resourceId:name>/methods/<httpMethod:name>',
    ],
  },
  UntagResource: { actions: ['apigateway:DELETE'] },
  UpdateAccount: { actions: ['apigateway:PATCH'], arns: ['arn:{P}:apigateway:{R}::/account'] },
  UpdateApi: {
    actions: ['apigateway:PATCH'],
    arns: [
      'arn:{P}:apigateway:{R}::/apis/<apiId:name>',
      'arn:{P}:apigateway:{R}::/v2/apis/<apiId:name>',
    ],
  },
  UpdateApiKey: {
    actions: ['apigateway:PATCH'],
    arns: ['arn:{P}:apigateway:{R}::/apikeys/<apiKey:name>'],
  },
  UpdateApiMapping: {
    actions: ['apigateway:PATCH'],
    arns: [
      'arn:{P}:apigateway:{R}::/domainnames/<domainName:name>/apimappings/<apiMappingId:name>',
      'arn:{P}:apigateway:{R}::/v2/domainnames/<domainName:name>/apimappings/<apiMappingId:name>',
    ],
  },
  UpdateAuthorizer: {
    actions: ['apigateway:PATCH'],
    arns: [
      'arn:{P}:apigateway:{R}::/restapis/<restApiId:name>/authorizers/<authorizerId:name> | arn:{P}:apigateway:{R}::/apis/<apiId:name>/authorizers/<authorizerId:name>',
      'arn:{P}:apigateway:{R}::/restapis/<restApiId:name>/authorizers/<authorizerId:name> | arn:{P}:apigateway:{R}::/v2/apis/<apiId:name>/authorizers/<authorizerId:name>',
    ],
  },
  UpdateBasePathMapping: {
    actions: ['apigateway:PATCH'],
    arns: [
      'arn:{P}:apigateway:{R}::/domainnames/<domainName:name>/basepathmappings/<basePath:name>',
    ],
  },
  UpdateClientCertificate: {
    actions: ['apigateway:PATCH'],
    arns: ['arn:{P}:apigateway:{R}::/clientcertificates/<clientCertificateId:name>'],
  },
  UpdateDeployment: {
    actions: ['apigateway:PATCH'],
    arns: [
      'arn:{P}:apigateway:{R}::/restapis/<restApiId:name>/deployments/<deploymentId:name> | arn:{P}:apigateway:{R}::/apis/<apiId:name>/deployments/<deploymentId:name>',
      'arn:{P}:apigateway:{R}::/restapis/<restApiId:name>/deployments/<deploymentId:name> | arn:{P}:apigateway:{R}::/v2/apis/<apiId:name>/deployments/<deploymentId:name>',
    ],
  },
  UpdateDocumentationPart: {
    actions: ['apigateway:PATCH'],
    arns: [
      'arn:{P}:apigateway:{R}::/restapis/<restApiId:name>/documentation/parts/<documentationPartId:name>',
    ],
  },
  UpdateDocumentationVersion: {
    actions: ['apigateway:PATCH'],
    arns: [
      'arn:{P}:apigateway:{R}::/restapis/<restApiId:name>/documentation/versions/<documentationVersion:name>',
    ],
  },
  UpdateDomainName: {
    actions: [
      'apigateway:PATCH',
      { action: 'apigateway:AddCertificateToDomain', conditional: true, arns: [] },
      { action: 'apigateway:RemoveCertificateFromDomain', conditional: true, arns: [] },
    ],
    arns: [
      'arn:{P}:apigateway:{R}::/domainnames/<domainName:name> | arn:{P}:apigateway:{R}::/domainnames/<domainName:name>',
      'arn:{P}:apigateway:{R}::/domainnames/<domainName:name> | arn:{P}:apigateway:{R}::/v2/domainnames/<domainName:name>',
    ],
  },
  UpdateGatewayResponse: {
    actions: ['apigateway:PATCH'],
    arns: [
      'arn:{P}:apigateway:{R}::/restapis/<restApiId:name>/gatewayresponses/<responseType:name>',
    ],
  },
  UpdateIntegration: {
    actions: ['apigateway:PATCH'],
    arns: [
      'arn:{P}:apigateway:{R}::/restapis/<restApiId:name>/resources/<resourceId:name>/methods/<httpMethod:name>/integration | arn:{P}:apigateway:{R}::/apis/<apiId:name>/integrations/<integrationId:name>',
      'arn:{P}:apigateway:{R}::/restapis/<restApiId:name>/resources/<resourceId:name>/methods/<httpMethod:name>/integration | arn:{P}:apigateway:{R}::/v2/apis/<apiId:name>/integrations/<integrationId:name>',
    ],
  },
  UpdateIntegrationResponse: {
    actions: ['apigateway:PATCH'],
    arns: [
      'arn:{P}:apigateway:{R}::/restapis/<restApiId:name>/resources/<resourceId:name>/methods/<httpMethod:name>/integration/responses/<statusCode:name> | arn:{P}:apigateway:{R}::/apis/<apiId:name>/integrations/<integrationId:name>/integrationresponses/<integrationResponseId:name>',
      'arn:{P}:apigateway:{R}::/restapis/<restApiId:name>/resources/<resourceId:name>/methods/<httpMethod:name>/integration/responses/<statusCode:name> | arn:{P}:apigateway:{R}::/v2/apis/<apiId:name>/integrations/<integrationId:name>/integrationresponses/<integrationResponseId:name>',
    ],
  },
  UpdateMethod: {
    actions: ['apigateway:PATCH'],
    arns: [
      'arn:{P}:apigateway:{R}::/restapis/<restApiId:name>/resources/<resourceId:name>/methods/<httpMethod:name>',
    ],
  },
  UpdateMethodResponse: {
    actions: ['apigateway:PATCH'],
    arns: [
      'arn:{P}:apigateway:{R}::/restapis/<restApiId:name>/resources/<resourceId:name>/methods/<httpMethod:name>/responses/<statusCode:name>',
    ],
  },
  UpdateModel: {
    actions: ['apigateway:PATCH'],
    arns: [
      'arn:{P}:apigateway:{R}::/restapis/<restApiId:name>/models/<modelName:name> | arn:{P}:apigateway:{R}::/apis/<apiId:name>/models/<modelId:name>',
      'arn:{P}:apigateway:{R}::/restapis/<restApiId:name>/models/<modelName:name> | arn:{P}:apigateway:{R}::/v2/apis/<apiId:name>/models/<modelId:name>',
    ],
  },
  UpdateRequestValidator: {
    actions: ['apigateway:PATCH'],
    arns: [
      'arn:{P}:apigateway:{R}::/restapis/<restApiId:name>/requestvalidators/<requestValidatorId:name>',
    ],
  },
  UpdateResource: {
    actions: ['apigateway:PATCH'],
    arns: ['arn:{P}:apigateway:{R}::/restapis/<restApiId:name>/resources/<resourceId:name>'],
  },
  UpdateRestApi: {
    actions: [
      'apigateway:PATCH',
      { action: 'apigateway:UpdateRestApiPolicy', conditional: true, arns: [] },
    ],
    arns: ['arn:{P}:apigateway:{R}::/restapis/<restApiId:name>'],
  },
  UpdateRoute: {
    actions: ['apigateway:PATCH'],
    arns: [
      'arn:{P}:apigateway:{R}::/apis/<apiId:name>/routes/<routeId:name>',
      'arn:{P}:apigateway:{R}::/v2/apis/<apiId:name>/routes/<routeId:name>',
    ],
  },
  UpdateRouteResponse: {
    actions: ['apigateway:PATCH'],
    arns: [
      'arn:{P}:apigateway:{R}::/apis/<apiId:name>/routes/<routeId:name>/routeresponses/<routeResponseId:name>',
      'arn:{P}:apigateway:{R}::/v2/apis/<apiId:name>/routes/<routeId:name>/routeresponses/<routeResponseId:name>',
    ],
  },
  UpdateStage: {
    actions: ['apigateway:PATCH', { action: 'apigateway:SetWebACL', conditional: true, arns: [] }],
    arns: [
      'arn:{P}:apigateway:{R}::/restapis/<restApiId:name>/stages/<stageName:name> | arn:{P}:apigateway:{R}::/apis/<apiId:name>/stages/<stageName:name>',
      'arn:{P}:apigateway:{R}::/restapis/<restApiId:name>/stages/<stageName:name> | arn:{P}:apigateway:{R}::/v2/apis/<apiId:name>/stages/<stageName:name>',
    ],
  },
  UpdateUsage: {
    actions: ['apigateway:PATCH'],
    arns: ['arn:{P}:apigateway:{R}::/usageplans/<usagePlanId:name>/keys/<keyId:name>/usage'],
  },
  UpdateUsagePlan: {
    actions: ['apigateway:PATCH'],
    arns: ['arn:{P}:apigateway:{R}::/usageplans/<usagePlanId:name>'],
  },
  UpdateVpcLink: {
    actions: ['apigateway:PATCH'],
    arns: [
      'arn:{P}:apigateway:{R}::/vpclinks/<vpcLinkId:name> | arn:{P}:apigateway:{R}::/vpclinks/<vpcLinkId:name>',
      'arn:{P}:apigateway:{R}::/vpclinks/<vpcLinkId:name> | arn:{P}:apigateway:{R}::/v2/vpclinks/<vpcLinkId:name>',
    ],
  },
};
