#pragma once

#include <openssl/pem.h>
#include <openssl/x509v3.h>

#include <cstdio>
#include <filesystem>
#include <memory>
#include <stdexcept>
#include <string>

namespace sweep::test {

template <auto free>
struct Free {
  template <typename Object>
  void operator()(Object* object) const {
    free(object);
  }
};

/// A certificate with its key.
struct TlsIdentity {
  std::unique_ptr<EVP_PKEY, Free<EVP_PKEY_free>> key;
  std::unique_ptr<X509, Free<X509_free>> certificate;
};

/// An authority of the test's own, which certifies whatever it is asked to.
class TlsAuthority {
 public:
  static constexpr long day = 86'400; // seconds

  explicit TlsAuthority(const std::string& name) {
    own_ = begin(name, day);
    extend(own_, NID_basic_constraints, "critical,CA:TRUE");
    sign(own_);
  }

  /// @param names  as in "DNS:localhost,IP:127.0.0.1"
  /// @param left   seconds until it expires, from now; below 0: since when it has
  TlsIdentity certify(const std::string& names, long left = day) const {
    TlsIdentity identity = begin("server", left);
    extend(identity, NID_subject_alt_name, names);
    sign(identity);
    return identity;
  }

  /// Its own certificate, as SSL_CERT_FILE wants it.
  void write(const std::filesystem::path& path) const {
    const std::unique_ptr<std::FILE, Free<std::fclose>> file(std::fopen(path.c_str(), "w"));
    check(file != nullptr && PEM_write_X509(file.get(), own_.certificate.get()) == 1);
  }

 private:
  static void check(bool well) {
    if (!well) {
      throw std::runtime_error("OpenSSL");
    }
  }

  TlsIdentity begin(const std::string& name, long left) const {
    TlsIdentity identity;
    identity.key.reset(EVP_EC_gen("P-256"));
    identity.certificate.reset(X509_new());
    X509* const certificate = identity.certificate.get();
    X509_set_version(certificate, 2);
    ASN1_INTEGER_set(X509_get_serialNumber(certificate), own_.certificate ? 2 : 1);
    X509_gmtime_adj(X509_getm_notBefore(certificate), -2 * day);
    X509_gmtime_adj(X509_getm_notAfter(certificate), left);
    X509_set_pubkey(certificate, identity.key.get());
    X509_NAME_add_entry_by_txt(X509_get_subject_name(certificate), "CN", MBSTRING_UTF8,
                               reinterpret_cast<const unsigned char*>(name.c_str()), -1, -1, 0);
    X509* const issuer = own_.certificate ? own_.certificate.get() : certificate;
    X509_set_issuer_name(certificate, X509_get_subject_name(issuer));
    return identity;
  }

  static void extend(const TlsIdentity& identity, int what, const std::string& value) {
    const std::unique_ptr<X509_EXTENSION, Free<X509_EXTENSION_free>> extension(
        X509V3_EXT_conf_nid(nullptr, nullptr, what, value.c_str()));
    check(extension != nullptr && X509_add_ext(identity.certificate.get(), extension.get(), -1) == 1);
  }

  void sign(const TlsIdentity& identity) const {
    check(X509_sign(identity.certificate.get(), own_.key.get(), EVP_sha256()) > 0);
  }

  TlsIdentity own_;
};

} // namespace sweep::test
