#pragma once

#include <memory>
#include <string>
#include <vector>

#include "core/parameter.hpp"
#include "core/workload.hpp"
#include "io/http/http_client.hpp"

namespace sweep {

// The server of documents that a person names: the parameters `url`, `remote` and `connections`.

/// `url` and `remote`; `connections` stands among what else there is to say of a server.
std::vector<Parameter> named_server_parameters();

/// "example.org:443" where `url` leads to another machine; else empty. Throws UsageError where it is no URL.
std::string remote_server(const Values& values);

/// Throws UsageError where it is no URL, or of another machine and the person does not say that this one may be asked.
void check_named_server(const Values& values);

/// Which serves at `url`, and is neither started nor ended.
std::unique_ptr<Service> named_server(const Values& values);

/// How one of `ranks` ranks asks: all together 8 requests at once of another machine, but each one at least, unless the
/// person says how many a rank may have.
HttpClient::Options asking(const Values& values, int ranks);

} // namespace sweep
