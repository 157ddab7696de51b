//! Refusals in the words that each upstream sends.

use serde_json::{Value, json};

use super::Fault;
use crate::{
    Settings, Upstream,
    wire::{HTML, Plan, TEXT, XML},
};

/// A page where data were due.
pub(super) const PAGE: &str = "<!DOCTYPE html>\n<html><head><title>Just a moment...</title></head>\
     <body><h1>Checking your browser</h1></body></html>\n";

const PLANS: &str = "https://site.financialmodelingprep.com/";
const SUBSCRIPTION: &str = "under your current subscription please visit our subscription page to upgrade \
     your plan at https://site.financialmodelingprep.com/";

/// The request that is refused.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Refused<'a> {
    /// By whom.
    pub(crate) upstream: Upstream,
    /// Its path with the query.
    pub(crate) path: &'a str,
    /// The model that was asked, or nothing.
    pub(crate) model: &'a str,
    /// How the stand-in answers.
    pub(crate) settings: &'a Settings,
}

/// The status that a refusal has.
fn status(fault: Fault) -> u16 {
    match fault {
        Fault::Status(status) => status,
        Fault::SymbolNotInPlan
        | Fault::EndpointNotInPlan
        | Fault::LimitNotInPlan
        | Fault::PeriodNotInPlan => 402,
        Fault::LegacyEndpoint
        | Fault::ExclusiveEndpoint
        | Fault::LimitReached
        | Fault::Undeclared
        | Fault::RateThreshold => 403,
        Fault::RetryAfter | Fault::Bandwidth | Fault::Quota => 429,
        Fault::ErrorObject
        | Fault::BareText
        | Fault::Html
        | Fault::TruncatedJson
        | Fault::WrongTypes
        | Fault::WrongShape
        | Fault::EmptyArray
        | Fault::EmptyBody
        | Fault::SlowFirstByte
        | Fault::Stall
        | Fault::Reset
        | Fault::Drip
        | Fault::StreamError
        | Fault::MalformedSse
        | Fault::GarbageUtf8
        | Fault::Endless => 500,
    }
}

/// The refusal.
pub(crate) fn refusal(fault: Fault, refused: Refused<'_>) -> Plan {
    let plan = match refused.upstream {
        Upstream::Fmp => fmp(fault),
        Upstream::Sec => sec(fault, refused.path),
        Upstream::OpenAi | Upstream::Anthropic | Upstream::Gemini | Upstream::Ollama => {
            Plan::json(status(fault), &model_error(fault, refused))
        }
    };
    if fault == Fault::RetryAfter {
        return plan.with("retry-after", refused.settings.retry_after.0.as_secs().to_string());
    }
    plan
}

/// An error of the upstream's own shape.
pub(super) fn error_object(refused: Refused<'_>) -> Plan {
    match refused.upstream {
        Upstream::Fmp => fmp(Fault::Quota),
        Upstream::Sec => Plan::json(500, &json!({"error": "the service is unavailable"})),
        Upstream::OpenAi | Upstream::Anthropic | Upstream::Gemini | Upstream::Ollama => {
            Plan::json(500, &model_error(Fault::Status(500), refused))
        }
    }
}

/// The frame by which a model breaks a stream off.
pub(super) fn stream_error(refused: Refused<'_>) -> String {
    match refused.upstream {
        Upstream::Anthropic => {
            let error = model_error(Fault::Status(529), refused);
            format!("event: error\ndata: {error}\n\n")
        }
        Upstream::Ollama => format!("{}\n", model_error(Fault::Status(500), refused)),
        Upstream::OpenAi | Upstream::Gemini | Upstream::Fmp | Upstream::Sec => {
            format!("data: {}\n\n", model_error(Fault::Status(503), refused))
        }
    }
}

fn fmp(fault: Fault) -> Plan {
    let status = status(fault);
    let message = |text: String| Plan::json(status, &json!({"Error Message": text}));
    match (fault, status) {
        (_, 401) => message(format!(
            "Invalid API KEY. Feel free to create a Free API Key or visit \
             {PLANS}faqs?search=why-is-my-api-key-invalid for more information."
        )),
        (Fault::Status(402) | Fault::EndpointNotInPlan, _) => Plan::whole(
            status,
            TEXT,
            format!("Restricted Endpoint: This endpoint is not available {SUBSCRIPTION}"),
        ),
        (Fault::SymbolNotInPlan, _) => Plan::whole(
            status,
            TEXT,
            format!(
                "Premium Query Parameter: 'Special Endpoint : This value set for 'symbol' is not available \
                 {SUBSCRIPTION}"
            ),
        ),
        (Fault::LimitNotInPlan | Fault::PeriodNotInPlan, _) => {
            let text = if fault == Fault::LimitNotInPlan {
                "Premium Query Parameter: 'Special Parameters : The values for 'limit' must be between 0 and 5 \
                 based on your current subscription"
                    .to_owned()
            } else {
                format!(
                    "Premium Query Parameter: 'Special Endpoint : This value set for 'period' is not available \
                     {SUBSCRIPTION}"
                )
            };
            Plan::whole(status, TEXT, text)
        }
        (Fault::LegacyEndpoint, _) => message(
            "Legacy Endpoint : Due to Legacy endpoints being no longer supported - This endpoint is only \
             available for legacy users who have valid subscriptions prior August 31, 2025. Please visit our \
             subscription page to upgrade your plan or contact us at \
             https://site.financialmodelingprep.com/developer/docs/pricing"
                .to_owned(),
        ),
        (Fault::Status(403) | Fault::ExclusiveEndpoint, _) => message(
            "Exclusive Endpoint : This endpoint is not available under your current subscription agreement, \
             please visit our subscription page to upgrade your plan or contact us at \
             https://site.financialmodelingprep.com/developer/docs/pricing"
                .to_owned(),
        ),
        (Fault::Bandwidth, _) => message(format!(
            "Bandwidth Limit Reach . Please upgrade your plan or visit our documentation for more details at {PLANS}"
        )),
        (_, 429) | (Fault::LimitReached, _) => message(format!(
            "Limit Reach . Please upgrade your plan or visit our documentation for more details at {PLANS}"
        )),
        (_, 404) => Plan::json(404, &json!([])),
        (_, status) => page(status),
    }
}

fn sec(fault: Fault, path: &str) -> Plan {
    match (fault, status(fault)) {
        (_, 404) => {
            let key = path.split('?').next().unwrap_or_default();
            let key = key.trim_start_matches('/').split_once('/').map_or("", |(_, key)| key);
            let body = format!(
                "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<Error><Code>NoSuchKey</Code>\
                 <Message>The specified key does not exist.</Message><Key>{key}</Key>\
                 <RequestId>0000000000000000</RequestId><HostId>stand-in</HostId></Error>"
            );
            Plan::whole(404, XML, body)
        }
        (Fault::RateThreshold, status) | (_, status @ 429) => {
            let body = "<!DOCTYPE html>\n<html lang=\"en\"><head><title>SEC.gov | Request Rate Threshold \
                 Exceeded</title></head><body><h1>Request Rate Threshold Exceeded</h1><p>Your request has \
                 been identified as part of a network of automated tools outside of the acceptable policy \
                 and will be managed until action is taken to declare your traffic.</p></body></html>\n";
            Plan::whole(status, HTML, body)
        }
        (_, 403) => {
            let body = "<!DOCTYPE html>\n<html lang=\"en\"><head><title>SEC.gov | Your Request Originates \
                 from an Undeclared Automated Tool</title></head><body><h1>Your Request Originates from an \
                 Undeclared Automated Tool</h1><p>Please declare your traffic by updating your user agent to \
                 include company specific information.</p></body></html>\n";
            Plan::whole(403, HTML, body)
        }
        (_, status) => page(status),
    }
}

/// What a proxy in front of an upstream says.
fn page(status: u16) -> Plan {
    let reason = match status {
        400 => "Bad Request",
        401 => "Unauthorized",
        500 => "Internal Server Error",
        502 => "Bad Gateway",
        503 => "Service Temporarily Unavailable",
        504 => "Gateway Time-out",
        _ => "Error",
    };
    let body = format!(
        "<html>\r\n<head><title>{status} {reason}</title></head>\r\n<body>\r\n<center><h1>{status} \
         {reason}</h1></center>\r\n<hr><center>nginx</center>\r\n</body>\r\n</html>\r\n"
    );
    Plan::whole(status, HTML, body)
}

fn model_error(fault: Fault, refused: Refused<'_>) -> Value {
    let (status, model) = (status(fault), refused.model);
    match refused.upstream {
        Upstream::Anthropic => anthropic(status, model),
        Upstream::Gemini => gemini(status, model),
        Upstream::Ollama => ollama(status, model),
        Upstream::OpenAi | Upstream::Fmp | Upstream::Sec => openai(fault, status, model),
    }
}

fn openai(fault: Fault, status: u16, model: &str) -> Value {
    let (kind, code, message) = match (fault, status) {
        (Fault::Quota, _) => (
            "insufficient_quota",
            Some("insufficient_quota"),
            "You exceeded your current quota, please check your plan and billing details. For more \
             information on this error, read the docs: \
             https://platform.openai.com/docs/guides/error-codes/api-errors."
                .to_owned(),
        ),
        (_, 400) => {
            ("invalid_request_error", None, "Invalid request: a parameter has a wrong value.".into())
        }
        (_, 401) => (
            "invalid_request_error",
            Some("invalid_api_key"),
            "Incorrect API key provided. You can find your API key at \
             https://platform.openai.com/account/api-keys."
                .to_owned(),
        ),
        (_, 403) => (
            "invalid_request_error",
            Some("unsupported_country_region_territory"),
            "Country, region, or territory not supported".to_owned(),
        ),
        (_, 404) => (
            "invalid_request_error",
            Some("model_not_found"),
            format!("The model `{model}` does not exist or you do not have access to it."),
        ),
        (_, 429) => (
            "requests",
            Some("rate_limit_exceeded"),
            format!(
                "Rate limit reached for {model} on requests per min (RPM): Limit 3, Used 3, Requested 1. \
                 Please try again in 20s."
            ),
        ),
        (_, 503) => (
            "server_error",
            None,
            "The engine is currently overloaded, please try again later.".to_owned(),
        ),
        _ => (
            "server_error",
            None,
            "The server had an error while processing your request. Sorry about that!".to_owned(),
        ),
    };
    json!({"error": {"message": message, "type": kind, "param": null, "code": code}})
}

fn anthropic(status: u16, model: &str) -> Value {
    let (kind, message) = match status {
        400 => ("invalid_request_error", "the request has a wrong value".to_owned()),
        401 => ("authentication_error", "invalid x-api-key".to_owned()),
        402 => ("billing_error", "Your credit balance is too low".to_owned()),
        403 => (
            "permission_error",
            "Your API key does not have permission to use the specified resource.".to_owned(),
        ),
        404 => ("not_found_error", format!("model: {model}")),
        429 => (
            "rate_limit_error",
            "This request would exceed your account's rate limit. Please try again later."
                .to_owned(),
        ),
        529 => ("overloaded_error", "Overloaded".to_owned()),
        _ => ("api_error", "Internal server error".to_owned()),
    };
    json!({
        "type": "error",
        "error": {"type": kind, "message": message},
        "request_id": "req_standin",
    })
}

fn gemini(status: u16, model: &str) -> Value {
    let (word, message) = match status {
        400 => ("INVALID_ARGUMENT", "Request contains an invalid argument.".to_owned()),
        401 => (
            "UNAUTHENTICATED",
            "Request had invalid authentication credentials.".to_owned(),
        ),
        403 => (
            "PERMISSION_DENIED",
            "Method doesn't allow unregistered callers (callers without established identity). Please use \
             API Key or other form of API consumer identity to call this API."
                .to_owned(),
        ),
        404 => (
            "NOT_FOUND",
            format!(
                "models/{model} is not found for API version v1beta, or is not supported for \
                 generateContent. Call ListModels to see the list of available models and their supported \
                 methods."
            ),
        ),
        429 => (
            "RESOURCE_EXHAUSTED",
            "You exceeded your current quota, please check your plan and billing details.".to_owned(),
        ),
        503 => ("UNAVAILABLE", "The model is overloaded. Please try again later.".to_owned()),
        _ => ("INTERNAL", "An internal error has occurred. Please retry.".to_owned()),
    };
    json!({"error": {"code": status, "message": message, "status": word}})
}

/// The real refusal of a wrong key, which has a status of its own.
pub(crate) fn gemini_wrong_key() -> Plan {
    let error = json!({"error": {
        "code": 400,
        "message": "API key not valid. Please pass a valid API key.",
        "status": "INVALID_ARGUMENT",
        "details": [{
            "@type": "type.googleapis.com/google.rpc.ErrorInfo",
            "reason": "API_KEY_INVALID",
            "domain": "googleapis.com",
            "metadata": {"service": "generativelanguage.googleapis.com"},
        }],
    }});
    Plan::json(400, &error)
}

fn ollama(status: u16, model: &str) -> Value {
    let message = match status {
        400 => "invalid request".to_owned(),
        401 => "unauthorized".to_owned(),
        404 => format!("model '{model}' not found"),
        429 => "you have reached your usage limit, please wait or upgrade to continue".to_owned(),
        503 => "server busy, please try again.  maximum pending requests exceeded".to_owned(),
        _ => "an error was encountered while running the model: unexpected EOF".to_owned(),
    };
    json!({"error": message})
}
