#include "cli/formats/profile_json.hpp"

#include "cli/formats/json_writer.hpp"
#include "cli/profile_text.hpp"
#include "profile/diagnosis.hpp"

namespace sweep {
namespace {

void write_command(JsonWriter& json, const std::vector<std::string>& command) {
  json.key("command");
  json.begin_array();
  for (const std::string& word : command) {
    json.value(word);
  }
  json.end_array();
}

void write_diagnosis(JsonWriter& json, const Diagnosis& diagnosis) {
  json.member("verdict", name(diagnosis.bound));
  json.member("in_turns", diagnosis.in_turns);
  json.member("waits_for", name(diagnosis.longest));
  json.member("computing", diagnosis.computing);
  json.member("at_once", diagnosis.at_once);
  json.member("certain", diagnosis.certain);
  json.member("next", next_step(diagnosis.advice).words);
  json.member("measured_by", next_step(diagnosis.advice).campaign);
}

void write_profile(JsonWriter& json, const Profile& profile) {
  json.member("wall_s", profile.wall);
  json.member("user_s", profile.used.user);
  json.member("system_s", profile.used.system);
  json.member("running_s", profile.running);
  json.member("ready_s", profile.ready);
  json.key("waiting_s");
  json.begin_object();
  for (std::size_t wait = 0; wait < waits; ++wait) {
    json.member(name(static_cast<Wait>(wait)), profile.waiting[wait]);
  }
  json.end_object();
  json.member("threads_ready_s", profile.threads_ready);
  json.member("threads_device_wait_s", profile.threads_device_wait);
  json.member("in_turns_s", profile.in_turns);
  json.member("threads_in_turns", profile.threads_in_turns);
  json.member("waits_at_once", profile.waits_at_once);
  json.member("most_processes", profile.most_processes);
  json.member("most_threads", profile.most_threads);
  json.member("device_blocks", profile.used.device_blocks);
  json.member("major_faults", profile.used.major_faults);
  json.member("voluntary_switches", profile.used.voluntary_switches);
  json.member("involuntary_switches", profile.used.involuntary_switches);
  json.member("peak_resident_kib", profile.used.peak_resident_kib);
  json.member("looks", profile.looks);
}

} // namespace

void write_profile_json(const std::vector<std::string>& command, const ProfiledRun& ended, double processors,
                        const Sink& sink) {
  JsonWriter json(sink);
  json.begin_object();
  json.member("format", "sweep-profile");
  json.member("version", std::int64_t{1});
  write_command(json, command);
  json.member("exit_code", std::int64_t{ended.exit_code});
  json.member("left_behind", std::int64_t{ended.left_behind});
  json.member("processors", processors);
  write_diagnosis(json, diagnose(ended.profile, processors));
  write_profile(json, ended.profile);
  json.member("looking_s", ended.own_processor);
  json.end_object();
  json.finish();
}

} // namespace sweep
